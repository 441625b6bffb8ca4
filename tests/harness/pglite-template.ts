import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** Folder of the embedded database's package. */
export const pgliteFolder = path.join(modules, '@electric-sql', 'pglite');

/** An empty, initialised database as one file (41 MB), made once for each version of the package: initdb takes 5 s, loading this takes 1. */
export function templateFile(): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(pgliteFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return path.join(modules, '.cache', 'cutline', `pglite-${version}.tar`);
}

/** Vitest's global set-up. */
export function setup(): void {
  const file = templateFile();
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  execFileSync(process.execPath, [fileURLToPath(new URL('make-template.mjs', import.meta.url)), file], {
    stdio: 'inherit',
  });
}
