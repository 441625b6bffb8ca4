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
    const { status, start, end, headers } = sliceOf(size, c.req.header('range'));
    if (status === 416) return c.body(null, status, headers);
    return c.body(bodyOf(file, start, end), status, {
      ...headers,
      'content-type': mime,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });
  return routes;
}

export interface Slice {
  readonly status: 200 | 206 | 416;
  /** Of the bytes to be sent, both included. */
  readonly start: number;
  readonly end: number;
  readonly headers: Record<string, string>;
}

/** The part of `size` bytes that a `Range` header asks for; a header that is none of ours asks for all. */
export function sliceOf(size: number, range: string | undefined): Slice {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  const [, from = '', to = ''] = asked ?? [];
  if (asked === null || (from === '' && to === '')) return whole(size);
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) return { status: 416, start: 0, end: -1, headers: { 'content-range': `bytes */${size}` } };
  return {
    status: 206,
    start,
    end,
    headers: {
      'accept-ranges': 'bytes',
      'content-length': String(end - start + 1),
      'content-range': `bytes ${start}-${end}/${size}`,
    },
  };
}

function whole(size: number): Slice {
  const headers = { 'accept-ranges': 'bytes', 'content-length': String(size) };
  return { status: 200, start: 0, end: size - 1, headers };
}

function bodyOf(file: string, start: number, end: number): ReadableStream {
  return Readable.toWeb(fs.createReadStream(file, { start, end })) as ReadableStream;
}
