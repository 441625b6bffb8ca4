import type { Hono } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { readFields } from './sandbox-film-fields.ts';
import { videoParts } from './sandbox-film-view.ts';
import {
  authorise,
  films,
  quotaExceeded,
  refuse,
  sessions,
  spend,
  videoId,
  type Asked,
  type Film,
  type UploadSession,
} from './sandbox-world.ts';

const path = '/upload/youtube/v3/videos';
const step = 262_144;
const largest = 274_877_906_944;
/** How long Google's upload servers keep a session is not documented; a week is what people tell. */
const sessionLifeMs = 7 * 24 * 3600 * 1000;

/**
 * videos.insert by the resumable protocol. Switches: `quota` and `upload-limit` refuse the next session, `unaudited` locks the
 * next film to private, `range-missing` lets the next block be lost (308 without Range), `session-gone` lets the next session
 * that is spoken to be dead, `slow-processing` keeps the next film in processing for ten minutes.
 */
export function addUploading(app: Hono<FaultEnv>, world: World): void {
  app.post(path, (c) => open(c, world));
  app.put(path, (c) => take(c, world));
}

async function open(c: Asked, world: World): Promise<Response> {
  const account = authorise(c, world, ['youtube.upload', 'youtube', 'youtube.force-ssl']);
  if (account instanceof Response) return account;
  const refused = world.takeSwitch('quota') ? quotaExceeded(c) : spend(c, world, 'inserts');
  if (refused !== undefined) return refused;
  if (world.takeSwitch('upload-limit')) {
    const message = 'The user has exceeded the number of videos they may upload.';
    return refuse(c, 400, 'uploadLimitExceeded', message, { domain: 'youtube.video' });
  }
  if (c.req.query('uploadType') !== 'resumable') {
    return refuse(c, 400, 'badRequest', 'This imitation takes resumable uploads only.');
  }
  const parts = (c.req.queries('part') ?? [])
    .flatMap((part) => part.split(','))
    .filter((part) => part !== '');
  if (parts.length === 0) {
    const place = { domain: 'youtube.parameter', locationType: 'parameter', location: 'part' };
    return refuse(c, 400, 'missingRequiredParameter', 'No value for required parameter part.', place);
  }
  const mime = c.req.header('x-upload-content-type') ?? 'application/octet-stream';
  if (!mime.startsWith('video/') && mime !== 'application/octet-stream') {
    const message = `Media type '${mime}' is not supported. Valid media types: [application/octet-stream, video/*]`;
    return refuse(c, 400, 'badContent', message);
  }
  const length = c.req.header('x-upload-content-length');
  if (length !== undefined && (!/^\d+$/.test(length) || Number(length) > largest)) {
    return refuse(c, 400, 'badRequest', `X-Upload-Content-Length is not a size that can be taken: ${length}`);
  }
  const fields = readFields(c, await c.req.json().catch(() => undefined), parts, world.now());
  if (fields instanceof Response) return fields;

  const session = sessions(world).put({
    id: `sandbox-upload-${world.nextId(16)}`,
    account: account.id,
    parts,
    ...fields,
    mime,
    total: length === undefined ? null : Number(length),
    blocks: [],
    kept: 0,
    createdAt: world.now().toISOString(),
  });
  const location = new URL(c.req.url);
  location.searchParams.set('upload_id', session.id);
  return c.body(null, 200, { location: location.toString(), 'x-guploader-uploadid': session.id });
}

async function take(c: Asked, world: World): Promise<Response> {
  const { bytes, broken } = await readBody(c);
  // The address of a session is enough to use it; a token that is sent along must still be good.
  if (c.req.header('authorization') !== undefined) {
    const account = authorise(c, world, ['youtube.upload', 'youtube', 'youtube.force-ssl']);
    if (account instanceof Response) return account;
  }
  const session = sessions(world).get(c.req.query('upload_id') ?? '');
  if (session !== undefined && world.takeSwitch('session-gone')) sessions(world).delete(session.id);
  const age = world.now().getTime() - Date.parse(session?.createdAt ?? '');
  if (session === undefined || sessions(world).get(session.id) === undefined || age > sessionLifeMs) {
    return c.text('Not Found', 404);
  }
  const film = films(world).find((film) => film.session === session.id);
  if (film !== undefined) return answer(c, film, session, world);

  const block = placeOf(c.req.header('content-range'), bytes.length, session, broken);
  if (block === 'wrong') return refuse(c, 400, 'badRequest', 'Failed to parse Content-Range header.');
  if (block === 'probe') return goOn(c, session);
  if (world.takeSwitch('range-missing')) {
    return goOn(c, sessions(world).put({ ...session, blocks: [], kept: 0 }));
  }
  // A block that broke off is kept in whole steps.
  const taken = broken ? bytes.subarray(0, Math.floor(bytes.length / step) * step) : bytes;
  const longer = sessions(world).put({
    ...session,
    total: session.total ?? block.total,
    blocks: taken.length === 0 ? session.blocks : [...session.blocks, world.putBlob(taken, 'video/mp4')],
    kept: session.kept + taken.length,
  });
  if (longer.kept < block.total || broken) return goOn(c, longer);
  return answer(c, finish(longer, world), longer, world);
}

/** Where a request's bytes belong. The rule of every block but the last: a multiple of 262,144 bytes, next to what is kept. */
function placeOf(
  range: string | undefined,
  length: number,
  session: UploadSession,
  broken: boolean,
): 'probe' | 'wrong' | { readonly total: number } {
  if (range === undefined) {
    const total = session.total ?? length;
    return session.kept === 0 && (length === total || broken) ? { total } : 'wrong';
  }
  const probe = /^bytes \*\/(\d+|\*)$/.exec(range);
  if (probe !== null) {
    const agrees = probe[1] === '*' || session.total === null || Number(probe[1]) === session.total;
    return agrees && length === 0 ? 'probe' : 'wrong';
  }
  const block = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range);
  if (block === null) return 'wrong';
  const [first, last, total] = [Number(block[1]), Number(block[2]), Number(block[3])];
  const announced = last - first + 1;
  if (total !== (session.total ?? total) || last >= total || first !== session.kept) return 'wrong';
  if (announced !== length && !broken) return 'wrong';
  if (last + 1 < total && announced % step !== 0) return 'wrong';
  return { total };
}

function goOn(c: Asked, session: UploadSession): Response {
  return c.body(null, 308, session.kept === 0 ? {} : { range: `bytes=0-${session.kept - 1}` });
}

/** The film exists from here on, written in one piece with the session's name: a kill leaves either none or one. */
function finish(session: UploadSession, world: World): Film {
  const file = Buffer.concat(session.blocks.map((key) => world.blob(key)?.bytes ?? Buffer.alloc(0)));
  const processingMs = world.takeSwitch('slow-processing') ? 600_000 : 20_000;
  const locked = world.takeSwitch('unaudited') && session.status.privacyStatus === 'public';
  return films(world).put({
    id: videoId(world),
    session: session.id,
    account: session.account,
    snippet: session.snippet,
    status: session.status,
    blob: world.putBlob(file, 'video/mp4'),
    createdAt: world.now().toISOString(),
    processedAt: new Date(world.now().getTime() + processingMs).toISOString(),
    locked,
    failure: file.length === 0 ? 'emptyFile' : isMp4(file) ? null : 'invalidFile',
  });
}

/** An MP4 begins with a box of type `ftyp` that fits into the file. */
function isMp4(file: Buffer): boolean {
  return file.length >= 16 && file.toString('latin1', 4, 8) === 'ftyp' && file.readUInt32BE(0) <= file.length;
}

/** A finished session repeats this as often as it is asked. */
function answer(c: Asked, film: Film, session: UploadSession, world: World): Response {
  return c.json(videoParts(film, session.parts, world), 201);
}

/** All of the body, or what came of it before the line broke. */
async function readBody(c: Asked): Promise<{ readonly bytes: Buffer; readonly broken: boolean }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), broken: false };
  } catch {
    return { bytes: Buffer.concat(chunks), broken: true };
  }
}
