import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mime: string;
  /** Changes with the content, so that browsers may keep a file for ever. */
  readonly mark: string;
}

const ours = (name: string): string => fileURLToPath(new URL(`assets/${name}`, import.meta.url));

/** Everything a page loads beside itself, read once. htmx comes out of its package as it is. */
const assets: ReadonlyMap<string, Asset> = new Map([
  ['cutline.css', readAsset(ours('cutline.css'), 'text/css; charset=utf-8')],
  ['cutline.js', readAsset(ours('cutline.js'), 'text/javascript; charset=utf-8')],
  ['mark.svg', readAsset(ours('mark.svg'), 'image/svg+xml')],
  [
    'htmx.js',
    readAsset(
      createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'),
      'text/javascript; charset=utf-8',
    ),
  ],
]);

/** The address of an asset. */
export function assetPath(name: string): string {
  const asset = assets.get(name);
  if (asset === undefined) throw new Error(`There is no asset ${name}`);
  return `/assets/${asset.mark}/${name}`;
}

/** Public: the sign-in page needs them too, and they say nothing of anybody. */
export function assetRoutes(): Hono {
  const routes = new Hono();
  routes.get('/assets/:mark/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (asset === undefined) return c.text('There is no such file.', 404);
    return c.body(asset.bytes, 200, {
      'content-type': asset.mime,
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });
  return routes;
}

function readAsset(file: string, mime: string): Asset {
  const bytes = new Uint8Array(fs.readFileSync(file));
  return { bytes, mime, mark: createHash('sha256').update(bytes).digest('hex').slice(0, 12) };
}
