import { z } from 'zod';
import type { App } from '../app/app.ts';
import { bindCall } from '../net/request.ts';
import type { Platform } from '../platforms/contract.ts';
import type { SandboxPost } from '../sandbox/kit.ts';
import { PostCard } from '../sandbox/page.tsx';
import { missingPage } from './error-pages.tsx';
import { showPage } from './layout.tsx';
import { sliceOf } from './media.ts';
import { partOf, type PageContext } from './page.ts';
import { count, PlatformBadge } from './parts.tsx';
import { inWords } from './times.tsx';

/** What is asked of an imitation; the answer of another program is not believed unseen. */
const wall = z.array(
  z.object({
    id: z.string(),
    account: z.string(),
    title: z.string().optional(),
    text: z.string(),
    media: z.array(z.object({ kind: z.enum(['picture', 'video']), url: z.string(), alt: z.string() })),
    replyTo: z.string().optional(),
    publishedAt: z.iso.datetime(),
    url: z.string(),
    numbers: z.record(z.string(), z.number()),
    remarks: z.array(z.string()),
  }),
);

interface Wall {
  readonly platform: Platform;
  readonly posts: readonly SandboxPost[];
  /** Why it could not be looked at. */
  readonly reason?: string;
}

const mostMs = 5000;
const mostShown = 30;

/** `GET /sandbox`: what has been published in the imitations, as people would see it. */
export async function showSandbox(app: App, c: PageContext): Promise<Response> {
  const running = app.platforms.filter(({ id }) => app.sandboxUrl(id) !== undefined);
  const walls = await Promise.all(running.map((platform) => look(app, platform)));
  return showPage(
    c,
    { title: 'Sandbox', here: '/sandbox' },
    <>
      <h1>Sandbox</h1>
      {walls.length === 0 ? (
        <p class="empty">
          No sandbox is running beside this Cutline: "npm start" brings all of them, "cutline sandbox" starts
          them alone.
        </p>
      ) : (
        <>
          <p class="quiet-text">
            Imitations of the platforms, for trying everything out. Nothing here has left this machine; the
            newest come first.
          </p>
          <nav class="jump" aria-label="Platforms">
            {walls.map(({ platform, posts }) => (
              <a href={`#wall-${platform.id}`}>
                {platform.name} <span class="number">{posts.length}</span>
              </a>
            ))}
          </nav>
          <div class="walls">
            {walls.map((each) => (
              <WallOf app={app} wall={each} />
            ))}
          </div>
        </>
      )}
    </>,
  );
}

/** `GET /sandbox/:platform/media/:key`: through us, for the imitation may listen where the reader's browser cannot reach it. */
export async function showSandboxMedia(app: App, c: PageContext): Promise<Response> {
  const url = app.sandboxUrl(partOf(c, 'platform'));
  const key = partOf(c, 'key');
  if (url === undefined || !/^[\w.-]+$/.test(key)) return missingPage(c);
  const answer = await ask(app, url, `${blobs}${key}`);
  if (answer.kind !== 'answer' || answer.status !== 200) return missingPage(c);
  const mime = answer.headers['content-type'] ?? '';
  if (!/^(?:image\/(?:jpeg|png|gif|webp)|video\/mp4)$/.test(mime)) return missingPage(c);
  const { status, start, end, headers } = sliceOf(answer.body.length, c.req.header('range'));
  if (status === 416) return c.body(null, status, headers);
  return c.body(new Uint8Array(answer.body.subarray(start, end + 1)), status, {
    ...headers,
    'content-type': mime,
    'cache-control': 'private, max-age=3600',
  });
}

const blobs = '/_sandbox/blobs/';

async function look(app: App, platform: Platform): Promise<Wall> {
  const url = app.sandboxUrl(platform.id) ?? '';
  const answer = await ask(app, url, '/_sandbox/posts');
  if (answer.kind !== 'answer') return { platform, posts: [], reason: answer.reason };
  const read = wall.safeParse(answer.json);
  if (answer.status !== 200 || !read.success)
    return { platform, posts: [], reason: `What answers at ${url} is no sandbox.` };
  return {
    platform,
    posts: read.data.map((post) => ({
      id: `${platform.id}-${post.id}`,
      account: post.account,
      text: post.text,
      ...(post.title === undefined ? {} : { title: post.title }),
      ...(post.replyTo === undefined ? {} : { replyTo: post.replyTo }),
      media: post.media.map((medium) => ({ ...medium, url: throughUs(medium.url, url, platform) })),
      publishedAt: post.publishedAt,
      url: post.url,
      numbers: post.numbers,
      remarks: post.remarks,
    })),
  };
}

function ask(app: App, url: string, path: string) {
  const call = bindCall({ addresses: { api: url }, secrets: [], signal: app.signal });
  return call({ base: 'api', method: 'GET', path, timeoutMs: mostMs });
}

/** Pictures come from our own address: from the imitation by way of us, or they are ours anyway. */
function throughUs(media: string, sandbox: string, platform: Platform): string {
  if (media.startsWith(`${sandbox}${blobs}`))
    return `/sandbox/${platform.id}/media/${media.slice(sandbox.length + blobs.length)}`;
  return URL.canParse(media) ? new URL(media).pathname : media;
}

function WallOf({ app, wall: { platform, posts, reason } }: { app: App; wall: Wall }) {
  return (
    <section id={`wall-${platform.id}`} class="wall" aria-labelledby={`wall-${platform.id}-head`}>
      <h2 id={`wall-${platform.id}-head`}>
        <PlatformBadge app={app} id={platform.id} />{' '}
        <span class="quiet-text">{reason === undefined ? count(posts.length, 'post') : 'out of reach'}</span>
      </h2>
      {reason === undefined ? null : <p class="remark">{reason}</p>}
      {reason === undefined && posts.length === 0 ? <p class="quiet-text">Nothing yet.</p> : null}
      {posts.slice(0, mostShown).map((post) => (
        <PostCard post={post} when={inWords(new Date(post.publishedAt), app.config.timetable.timeZone)} />
      ))}
      {posts.length > mostShown ? (
        <p class="quiet-text">{posts.length - mostShown} older ones are not shown.</p>
      ) : null}
    </section>
  );
}
