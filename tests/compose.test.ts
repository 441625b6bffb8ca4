import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { platforms } from '../src/platforms/index.ts';
import { contradictions, type Project } from './containers/check.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const project: Project = {
  text: (file) => fs.readFileSync(path.join(root, file), 'utf8'),
  exists: (file) => fs.existsSync(path.join(root, file)),
  source: (folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\./.test(name))
      .map((name) => fs.readFileSync(path.join(root, folder, name), 'utf8'))
      .join('\n'),
};

test('every file, variable, script and port that the containers name is there', () => {
  expect(contradictions(project)).toEqual([]);
});

const planted: readonly (readonly [file: string, before: string, after: string, sentence: string])[] = [
  [
    'docker-compose.yml',
    '"scripts/run.mjs", "workers"]',
    '"scripts/run.mjs", "worker"]',
    'workers does not run what package.json says of it',
  ],
  ['docker-compose.yml', '  redis:\n    image', '  valkey:\n    image', 'there is no service redis'],
  [
    'docker-compose.yml',
    '      test: ["CMD", "redis-cli", "ping"]\n',
    '',
    'web waits for the health of redis, which has no check',
  ],
  [
    'docker-compose.yml',
    '    restart: "no"\n',
    '',
    'web waits for the end of migrate, which is always started again',
  ],
  ['docker-compose.yml', '"--appendonly", "yes"', '"--appendonly", "no"', 'redis keeps no append-only file'],
  ['docker-compose.yml', '    CUTLINE_LOG:', '    CUTLINE_LOGS:', 'nothing reads CUTLINE_LOGS'],
  ['docker-compose.yml', '${CUTLINE_LOG:-info}', '${LOG:-info}', '.env.example does not explain LOG'],
  [
    '.env.example',
    'CUTLINE_LOG=info',
    'CUTLINE_LOUD=info',
    '.env.example explains CUTLINE_LOUD, which nothing reads',
  ],
  ['.env.example', 'CUTLINE_LOG=info', '', '.env.example does not explain CUTLINE_LOG'],
  [
    '.env.example',
    'CUTLINE_X_URL',
    'CUTLINE_Y_URL',
    '.env.example explains CUTLINE_Y_URL, which nothing reads',
  ],
  [
    '.env.example',
    'CUTLINE_YOUTUBE_UPLOAD_URL',
    'CUTLINE_YOUTUBE_DOWNLOAD_URL',
    '.env.example explains CUTLINE_YOUTUBE_DOWNLOAD_URL, which nothing reads',
  ],
  [
    'docker-compose.yml',
    'POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env}',
    'POSTGRES_PASSWORD: hunter2',
    'holds a secret, or does not insist on one',
  ],
  [
    'docker-compose.yml',
    'cutline:${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env}@',
    'cutline:cutline@',
    'holds a secret, or does not insist on one',
  ],
  [
    'docker-compose.yml',
    '${CUTLINE_SECRET_KEY:?set CUTLINE_SECRET_KEY in .env}',
    '${CUTLINE_SECRET_KEY:-abc}',
    'holds a secret, or does not insist on one',
  ],
  [
    'docker-compose.yml',
    '${CUTLINE_METRICS_TOKEN:-}',
    '${CUTLINE_METRICS_TOKEN:-read-me}',
    'holds a secret, or does not insist on one',
  ],
  ['docker-compose.yml', '127.0.0.1:4400:4400', '127.0.0.1:4400:4500', 'the ports differ'],
  ['Dockerfile', 'EXPOSE 4400', 'EXPOSE 3000', 'the ports differ'],
  ['Dockerfile', '/healthz', '/health', 'the health check asks for /health, which the pages do not have'],
  [
    'docker-compose.yml',
    'CUTLINE_HOST: 0.0.0.0',
    'CUTLINE_HOST: 127.0.0.1',
    'web listens where its port cannot be reached',
  ],
  [
    'docker-compose.yml',
    '    shm_size',
    '    ports: ["5432:5432"]\n    shm_size',
    'postgres opens a port to the world',
  ],
  ['docker-compose.yml', './templates:', './layouts:', 'there is no ./layouts to mount'],
  ['docker-compose.yml', 'volumes:\n  media:\n', 'volumes:\n  movies:\n', 'the volume media is not declared'],
  [
    'docker-compose.yml',
    '- media:/data',
    '- media:/media',
    'web and workers do not share the folder of pictures and films',
  ],
  ['Dockerfile', 'VOLUME /data', 'VOLUME /media', 'image and services differ on the data folder'],
  [
    'docker-compose.yml',
    '- postgres:/var/lib/postgresql/data',
    '- postgres:/var/lib/data',
    'postgres keeps nothing',
  ],
  ['Dockerfile', '/app/examples ./examples', '/app/samples ./samples', 'there is no samples to copy'],
  [
    '.dockerignore',
    'docs\n',
    'docs\npackage.json\n',
    '.dockerignore keeps package.json out, which is copied',
  ],
  ['.dockerignore', '.env\n', '', '.dockerignore lets .env in'],
  ['Dockerfile', 'npm run build', 'npm run compile', 'there is no script compile'],
  [
    'Dockerfile',
    ' && npm prune --omit=dev --ignore-scripts',
    '',
    'what only the build needs is not left out',
  ],
  [
    'Dockerfile',
    'FROM node:20-bookworm-slim\n',
    'FROM node:18-bookworm-slim\n',
    'node:18-bookworm-slim is too old for ">=20.19"',
  ],
  ['Dockerfile', 'USER node\n', '', 'the image runs as root'],
  [
    'Dockerfile',
    'CMD ["node", "scripts/run.mjs", "web"]',
    'CMD npm run web',
    'the image does not start web, or starts it in a shell',
  ],
];

test.each(planted.map((each) => [each[3], each[0], each] as const))(
  'would be noticed: %s (%s)',
  (sentence, file, [, before, after]) => {
    expect(project.text(file)).toContain(before);
    const changed: Project = {
      ...project,
      text: (name) => (name === file ? project.text(name).replace(before, () => after) : project.text(name)),
    };
    expect(contradictions(changed)).toContainEqual(expect.stringContaining(sentence));
  },
);

test('.env.example names every address of every platform', () => {
  const explained = project.text('.env.example');
  for (const { id, addresses } of platforms)
    for (const base of Object.keys(addresses)) {
      const name = ['CUTLINE', id, ...(base === 'api' ? [] : [base]), 'URL'].join('_').toUpperCase();
      expect(explained).toContain(`${name}=`);
    }
});
