// The compiled code in one file with all that it stands on: a process that was killed is back in a third of the time. It is the
// same code; only whoever looks into BullMQ and the driver of PostgreSQL must be handed those that are in it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** What is native, brings files of its own, or is seldom needed stays where it is. */
const apart = [
  /^@electric-sql\//,
  /^sharp$/,
  /^@resvg\//,
  /^@node-rs\//,
  /^h264-mp4-encoder$/,
  /^@bull-board\//,
];

/** What the harness asks for by name; `main` is `cutline` itself. */
const parts = [
  'main',
  'main/alive',
  'main/fault',
  'main/log-file',
  'config/config',
  'platforms/index',
  'app/change-publication',
  'app/connect-channel',
  'app/open-app',
  'app/publish-due',
  'app/render',
  'app/sign-in',
  'net/request',
  'store/channels',
  'store/folder-lock',
  'store/publications',
];

/** `home`: URL of the folder of the compiled code. Writes `bundle/parts.js` there, which exports `load(name)`. */
export async function bundle(home) {
  const folder = fileURLToPath(new URL('bundle/', home));
  fs.mkdirSync(folder, { recursive: true });
  const input = path.join(folder, 'entry.js');
  fs.writeFileSync(
    input,
    `import { Worker } from 'bullmq';
import pg from 'pg';
globalThis.chaosParts?.({ Worker, pg });
const parts = {
${parts.map((name) => `  '${name}': () => import('../src/${name}.js'),`).join('\n')}
  'drizzle-orm': () => import('drizzle-orm'),
};
export const load = (name) => parts[name]();
`,
  );
  const build = await rolldown({
    input,
    platform: 'node',
    external: apart,
    logLevel: 'silent',
    plugins: [ownPlace],
  });
  await build.write({ file: path.join(folder, 'parts.js'), format: 'esm', codeSplitting: false });
  await build.close();
}

/** Each file finds what lies beside it where it lay. */
const ownPlace = {
  name: 'own place',
  transform: (code, id) =>
    code.includes('import.meta.url')
      ? { code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) }
      : null,
};
