import fs from 'node:fs';
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import type { App } from '../app/app.ts';

/**
 * Pictures and films, for whoever knows their name: platforms fetch them from here. Names are content hashes that nobody can
 * guess; nothing else of the folder can be reached.
 */
export function mediaRoutes(app: App): Hono {
  const routes = new Hono();
  routes.get('/media/:file', (c) => {
    const file = app.media.pathOf(c.req.param('file'));
    if (file === undefined || !fs.existsSync(file)) return c.text('There is no such picture or film.', 404);
    const { size } = fs.statSync(file);
    const mime = file.endsWith('.mp4') ? 'video/mp4' : 'image/jpeg';
    const headers = {
      'content-type': mime,
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
    };
    const range = /^bytes=(\d+)-(\d*)$/.exec(c.req.header('range') ?? '');
    if (range === null)
      return c.body(bodyOf(file, 0, size - 1), 200, { ...headers, 'content-length': String(size) });
    const start = Number(range[1]);
    const end = Math.min(range[2] === '' ? size - 1 : Number(range[2]), size - 1);
    if (start > end) return c.body(null, 416, { 'content-range': `bytes */${size}` });
    return c.body(bodyOf(file, start, end), 206, {
      ...headers,
      'content-length': String(end - start + 1),
      'content-range': `bytes ${start}-${end}/${size}`,
    });
  });
  return routes;
}

function bodyOf(file: string, start: number, end: number): ReadableStream {
  return Readable.toWeb(fs.createReadStream(file, { start, end })) as ReadableStream;
}
