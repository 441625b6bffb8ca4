import path from 'node:path';
import { parse } from 'yaml';
import { execForm, readDockerfile, type Instruction } from './dockerfile.ts';

/** The project as the check sees it: texts by path, and which paths there are. */
export interface Project {
  readonly text: (file: string) => string;
  readonly exists: (file: string) => boolean;
  /** All source of a folder, tests left out. */
  readonly source: (folder: string) => string;
}

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly restart?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Sentences on what docker-compose.yml, Dockerfile and .env.example say that is not so. */
export function contradictions(project: Project): string[] {
  const compose = parse(project.text('docker-compose.yml'), { merge: true }) as Compose;
  const image = readDockerfile(project.text('Dockerfile'));
  const { scripts, engines } = JSON.parse(project.text('package.json')) as {
    scripts: Record<string, string>;
    engines: { node: string };
  };
  return [
    ...services(compose),
    ...commands(compose, scripts),
    ...variables(compose, image, project),
    ...secrets(project.text('docker-compose.yml')),
    ...ports(compose, image, project),
    ...volumes(compose, image, project),
    ...imageOf(image, scripts, engines.node, project),
  ];
}

function services({ services: all }: Compose): string[] {
  const missing = ['web', 'workers', 'migrate', 'postgres', 'redis'].filter(
    (name) => all[name] === undefined,
  );
  const waits = Object.entries(all).flatMap(([name, { depends_on: waited = {} }]) =>
    Object.entries(waited).flatMap(([other, { condition }]) => {
      const target = all[other];
      if (target === undefined) return [`${name} waits for ${other}, which is not there`];
      if (condition === 'service_healthy' && target.healthcheck?.test === undefined)
        return [`${name} waits for the health of ${other}, which has no check`];
      if (condition === 'service_completed_successfully' && target.restart !== 'no')
        return [`${name} waits for the end of ${other}, which is always started again`];
      return [];
    }),
  );
  const unready = ['web', 'workers', 'migrate'].flatMap((name) =>
    ['postgres', 'redis']
      .filter((other) => all[name]?.depends_on?.[other]?.condition !== 'service_healthy')
      .map((other) => `${name} does not wait for the health of ${other}`),
  );
  const redis = all['redis']?.command?.join(' ') ?? '';
  return [
    ...missing.map((name) => `there is no service ${name}`),
    ...waits,
    ...unready,
    ...(redis.includes('--appendonly yes') ? [] : ['redis keeps no append-only file']),
  ];
}

/** Each process of ours runs what `npm run <its name>` runs, without npm in between. */
function commands({ services: all }: Compose, scripts: Record<string, string>): string[] {
  return Object.entries(all)
    .filter(([, service]) => service.build !== undefined)
    .filter(([name, service]) => service.command?.join(' ') !== scripts[name])
    .map(([name]) => `${name} does not run what package.json says of it`);
}

function variables(compose: Compose, image: readonly Instruction[], project: Project): string[] {
  const config = project.source('src/config');
  const example = project.text('.env.example');
  const explained = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]!);
  const substituted = [...project.text('docker-compose.yml').matchAll(/\$\{([A-Z0-9_]+)/g)].map(
    (match) => match[1]!,
  );
  const ours = Object.values(compose.services).filter((service) => service.build !== undefined);
  const given = [
    ...ours.flatMap((service) => Object.keys(service.environment ?? {})),
    ...environmentOf(image).keys(),
  ].filter((name) => name !== 'NODE_ENV');
  const isRead = (name: string): boolean => config.includes(`'${name}'`) || isPlatformAddress(name, project);
  const read = [...config.matchAll(/'((?:CUTLINE_[A-Z_]+|DATABASE_URL|REDIS_URL))'/g)].map(
    (match) => match[1]!,
  );
  return [
    ...[...given, ...substituted, ...read]
      .filter((name) => !explained.includes(name))
      .map((name) => `.env.example does not explain ${name}`),
    ...given.filter((name) => !isRead(name)).map((name) => `nothing reads ${name}`),
    ...explained
      .filter((name) => !isRead(name) && !substituted.includes(name))
      .map((name) => `.env.example explains ${name}, which nothing reads`),
  ];
}

/** `CUTLINE_<PLATFORM>_URL`, `CUTLINE_<PLATFORM>_<BASE>_URL`: the folder of the platform names its bases. */
function isPlatformAddress(name: string, project: Project): boolean {
  const [, platform, base = 'api'] =
    /^CUTLINE_([A-Z]+)(?:_([A-Z]+))?_URL$/.exec(name)?.map((word) => word?.toLowerCase()) ?? [];
  const folder = `src/platforms/${platform}`;
  return (
    platform !== undefined &&
    project.exists(folder) &&
    new RegExp(`\\b${base}: `).test(project.source(folder))
  );
}

function secrets(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const value =
      /^\s*\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*:\s*(\S.*)$/.exec(line)?.[1] ??
      /:\/\/[^@:]*:(\$\{[^}]*\}|[^@]*)@/.exec(line)?.[1];
    // What lets in nobody while it is not set need not be insisted on.
    const may = /TOKEN:/.test(line) ? /^\$\{[A-Z_]+:(?:\?[^}]+|-)\}$/ : /^\$\{[A-Z_]+:\?[^}]+\}$/;
    return value === undefined || may.test(value)
      ? []
      : [`line ${index + 1} holds a secret, or does not insist on one`];
  });
}

function ports({ services: all }: Compose, image: readonly Instruction[], project: Project): string[] {
  const inside = all['web']?.environment?.['CUTLINE_PORT'];
  const published = all['web']?.ports?.map((port) => port.split(':').at(-1)) ?? [];
  const exposed = image.filter((line) => line.name === 'EXPOSE').map((line) => line.rest);
  const built = environmentOf(image).get('CUTLINE_PORT');
  const example = /^CUTLINE_PORT=(\d+)$/m.exec(project.text('.env.example'))?.[1];
  const fallback = /'CUTLINE_PORT', (\d+)/.exec(project.source('src/config'))?.[1];
  const all4400 = [inside, built, example, fallback, ...published, ...exposed];
  const health = image.find((line) => line.name === 'HEALTHCHECK')?.rest ?? '';
  const route = /\$\{process\.env\.CUTLINE_PORT\}(\/\w+)/.exec(health)?.[1];
  return [
    ...(published.length === 1 && exposed.length === 1 && new Set(all4400).size === 1
      ? []
      : [`the ports differ: ${all4400.join(', ')}`]),
    ...(all['web']?.environment?.['CUTLINE_HOST'] === '0.0.0.0'
      ? []
      : ['web listens where its port cannot be reached']),
    ...Object.keys(all)
      .filter((name) => name !== 'web' && all[name]?.ports !== undefined)
      .map((name) => `${name} opens a port to the world`),
    ...(route !== undefined && project.source('src/web').includes(`'${route}'`)
      ? []
      : [`the health check asks for ${route ?? 'nothing'}, which the pages do not have`]),
    ...(all['web']?.healthcheck === undefined ? [] : ['web does not use the health check of the image']),
    ...(all['workers']?.healthcheck?.disable === true
      ? []
      : ['workers have no page that the health check of the image could ask']),
  ];
}

function volumes(compose: Compose, image: readonly Instruction[], project: Project): string[] {
  const all = compose.services;
  const mounts = (name: string): Map<string, string> =>
    new Map(
      (all[name]?.volumes ?? []).map(
        (volume) => volume.split(':').slice(0, 2).toReversed() as [string, string],
      ),
    );
  const data = all['web']?.environment?.['CUTLINE_DATA'] ?? '';
  const sources = [...new Set(Object.keys(all).flatMap((name) => [...mounts(name).values()]))];
  const declared = Object.keys(compose.volumes);
  return [
    ...sources
      .filter((source) => source.startsWith('.') && !project.exists(path.posix.normalize(source)))
      .map((source) => `there is no ${source} to mount`),
    ...sources
      .filter((source) => !source.startsWith('.') && !declared.includes(source))
      .map((source) => `the volume ${source} is not declared`),
    ...declared.filter((name) => !sources.includes(name)).map((name) => `nothing uses the volume ${name}`),
    ...(mounts('web').get(data) !== undefined && mounts('web').get(data) === mounts('workers').get(data)
      ? []
      : ['web and workers do not share the folder of pictures and films']),
    ...(data === environmentOf(image).get('CUTLINE_DATA') &&
    image.some((line) => line.name === 'VOLUME' && line.rest === data)
      ? []
      : ['image and services differ on the data folder']),
    ...(mounts('postgres').has('/var/lib/postgresql/data') ? [] : ['postgres keeps nothing']),
    ...(mounts('redis').has('/data') ? [] : ['redis keeps nothing']),
  ];
}

function imageOf(
  image: readonly Instruction[],
  scripts: Record<string, string>,
  engines: string,
  project: Project,
): string[] {
  const last = Math.max(...image.map((line) => line.stage));
  const named = (name: string): readonly Instruction[] => image.filter((line) => line.name === name);
  const ignored = project
    .text('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const made = ['node_modules', 'dist'];
  const copied = named('COPY').flatMap((line) => {
    const words = line.rest.split(/\s+/).filter((word) => word !== '--from=build');
    return words.slice(0, -1).map((word) => word.replace(/^\/app\//, ''));
  });
  const builds = image
    .filter((line) => line.stage < last && line.name === 'RUN')
    .map((line) => line.rest)
    .join(' && ');
  const command = execForm(named('CMD').at(-1)?.rest ?? '');
  const [wanted = 0] = engines.match(/\d+/g)?.map(Number) ?? [];
  return [
    ...(last > 0 ? [] : ['the image has one stage only']),
    ...named('FROM')
      .filter((line) => Number(/^node:(\d+)/.exec(line.rest)?.[1]) < wanted || !line.rest.startsWith('node:'))
      .map((line) => `${line.rest} is too old for "${engines}"`),
    ...copied
      .filter((file) => !made.includes(file) && !project.exists(file))
      .map((file) => `there is no ${file} to copy`),
    ...copied
      .filter((file) => !made.includes(file) && ignored.includes(file))
      .map((file) => `.dockerignore keeps ${file} out, which is copied`),
    ...['.git', '.env', 'node_modules', 'dist', 'data']
      .filter((file) => !ignored.includes(file))
      .map((file) => `.dockerignore lets ${file} in`),
    ...[...builds.matchAll(/npm run ([\w-]+)/g)]
      .filter((match) => scripts[match[1]!] === undefined)
      .map((match) => `there is no script ${match[1]}`),
    ...(/npm ci/.test(builds) && /npm prune --omit=dev/.test(builds)
      ? []
      : ['what only the build needs is not left out']),
    ...(command !== undefined && command.join(' ') === scripts['web']
      ? []
      : ['the image does not start web, or starts it in a shell']),
    ...(image.some((line) => line.stage === last && line.name === 'USER' && !/^(?:root|0)\b/.test(line.rest))
      ? []
      : ['the image runs as root']),
    ...(named('HEALTHCHECK').some((line) => execForm(line.rest) !== undefined)
      ? []
      : ['the image has no health check']),
  ];
}

function environmentOf(image: readonly Instruction[]): Map<string, string> {
  const pairs = image.filter((line) => line.name === 'ENV').flatMap((line) => line.rest.split(/\s+/));
  return new Map(pairs.map((pair) => pair.split('=') as [string, string]));
}
