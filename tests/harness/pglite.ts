import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import fs from 'node:fs';
import path from 'node:path';
import { pgliteFolder, templateFile } from './pglite-template.ts';

/** A fresh, empty embedded database in memory, in about a second. The caller closes it. */
export async function freshPglite(): Promise<PGlite> {
  return PGlite.create(await pgliteTemplate());
}

/** The same as options, for code that opens the database itself. The compiled parts are shared by all databases of the process. */
export async function pgliteTemplate(): Promise<PGliteOptions> {
  parts ??= load();
  return { ...(await parts), loadDataDir: new Blob([fs.readFileSync(templateFile())]) };
}

// Node has it; its types come only with those of browsers.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

let parts: Promise<PGliteOptions> | undefined;

async function load(): Promise<PGliteOptions> {
  const [pgliteWasmModule, initdbWasmModule] = await Promise.all([
    compile('pglite.wasm'),
    compile('initdb.wasm'),
  ]);
  return { pgliteWasmModule, initdbWasmModule, fsBundle: new Blob([read('pglite.data')]) };
}

function compile(name: string): Promise<object> {
  return WebAssembly.compile(read(name));
}

function read(name: string): Buffer<ArrayBuffer> {
  return fs.readFileSync(path.join(pgliteFolder, 'dist', name));
}
