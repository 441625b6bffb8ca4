import type { App } from '../app/app.ts';
import { importPost, type Imported } from '../app/import-post.ts';
import { sentenceOf, UserError } from '../domain/errors.ts';
import { listCampaigns } from '../store/campaigns.ts';
import { listPosts } from '../store/posts.ts';
import { countStatesOf } from '../store/publications.ts';
import type { PublicationState } from '../domain/publication.ts';
import { goTo } from './flash.ts';
import { showPage } from './layout.tsx';
import type { PageContext } from './page.ts';
import { count, PostForm } from './parts.tsx';
import { Moment } from './times.tsx';

/** The largest upload, all files of one form together. */
export const mostUploadBytes = 5 * 1024 * 1024;

/** `GET /posts` */
export function showPosts(app: App, c: PageContext): Promise<Response> {
  return postsPage(app, c);
}

/** `POST /posts`: files, or a text that was pasted. Each is taken in wholly or not at all. */
export async function takeInPosts(app: App, c: PageContext): Promise<Response> {
  const form = c.get('form');
  const pasted = form.raw('text');
  const files = await Promise.all(
    form.files('files').map(async (file) => ({
      name: fileName(file.name),
      bytes: Buffer.from(await file.arrayBuffer()),
    })),
  );
  if (pasted.trim() !== '')
    files.push({ name: nameOfPasted(form.text('name'), pasted), bytes: Buffer.from(pasted, 'utf8') });

  const taken: Imported[] = [];
  const refused: string[] = [];
  for (const file of files) {
    try {
      taken.push(await importPost(app, file));
    } catch (error) {
      const sentence = sentenceOf(error);
      if (sentence === undefined) throw error;
      refused.push(sentence.includes(file.name) ? sentence : `${file.name}: ${sentence}`);
    }
  }
  if (files.length === 0)
    refused.push('There is no post in this form: drop a Markdown file in, choose one, or paste its text.');
  if (refused.length > 0) {
    return postsPage(app, c, {
      pasted: taken.length > 0 ? '' : pasted,
      name: form.text('name'),
      sentence: [...refused, ...taken.map(({ post }) => `${post.name} was taken in.`)].join(' '),
    });
  }
  const [first] = taken;
  return taken.length === 1 && first !== undefined
    ? goTo(c, `/posts/${first.post.id}`, { kind: 'done', text: saidOf(first) })
    : goTo(c, '/posts', { kind: 'done', text: `${taken.length} posts were taken in.` });
}

function saidOf({ post, change }: Imported): string {
  if (change === 'new') return `“${post.title}” was taken in: this is what each platform would get.`;
  if (change === 'same') return `“${post.title}” is known and has not changed.`;
  return `“${post.title}” is now at version ${post.version}. What it changes on the calendar is shown below, and happens when you queue it.`;
}

/** A browser may send a path; only the last part of it names the post. */
function fileName(sent: string): string {
  const name = sent.split(/[/\\]/).at(-1)?.trim() ?? '';
  if (name === '') throw new UserError('The file has no name: save it under one, such as post.md.');
  return name.slice(-120);
}

/** The typed name, else one made of the first words. */
function nameOfPasted(typed: string, text: string): string {
  if (typed !== '') return /\.\w{1,8}$/.test(typed) ? fileName(typed) : `${fileName(typed)}.md`;
  const words = text
    .replace(/^---\r?\n[\s\S]*?\n---\r?\n/, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return `${(words ?? ['pasted']).slice(0, 8).join('-').slice(0, 80)}.md`;
}

async function postsPage(
  app: App,
  c: PageContext,
  refused?: { readonly pasted: string; readonly name: string; readonly sentence: string },
): Promise<Response> {
  const { db } = app.database;
  const page = pageIn(c);
  const [found, campaigns] = await Promise.all([
    listPosts(db, { limit: perPage + 1, from: (page - 1) * perPage }),
    listCampaigns(db),
  ]);
  const posts = found.slice(0, perPage);
  const counts = await countStatesOf(
    db,
    posts.map(({ id }) => id),
  );
  const zone = app.config.timetable.timeZone;
  return showPage(
    c,
    {
      title: 'Posts',
      here: '/posts',
      ...(refused === undefined ? {} : { flash: { kind: 'careful', text: refused.sentence } }),
    },
    <>
      <h1>Posts</h1>
      <TakeIn c={c} pasted={refused?.pasted ?? ''} name={refused?.name ?? ''} />
      <h2>Taken in so far{page === 1 ? '' : `, page ${page}`}</h2>
      {posts.length === 0 ? (
        <p class="empty">
          {page === 1 ? (
            'No post yet. The first one that you drop in above is shown here.'
          ) : (
            <>
              There are no older ones. <a href="/posts">Back to the newest</a>.
            </>
          )}
        </p>
      ) : (
        <ul class="post-list">
          {posts.map((post) => (
            <li class="card">
              <h3>
                <a href={`/posts/${post.id}`} dir="auto">
                  {post.title}
                </a>
              </h3>
              <p class="quiet-text">
                {post.name}
                {post.version > 1 ? `, version ${post.version}` : ''} · taken in{' '}
                <Moment at={post.importedAt} zone={zone} />
                {post.campaignId === null
                  ? ''
                  : ` · campaign ${campaigns.find(({ id }) => id === post.campaignId)?.name ?? ''}`}
              </p>
              <p>{standing(counts.get(post.id) ?? {})}</p>
            </li>
          ))}
        </ul>
      )}
      {page === 1 && found.length <= perPage ? null : (
        <nav class="row pages" aria-label="Pages">
          {page === 1 ? null : (
            <a class="button" href={page === 2 ? '/posts' : `/posts?page=${page - 1}`}>
              Newer
            </a>
          )}
          {found.length <= perPage ? null : (
            <a class="button" href={`/posts?page=${page + 1}`}>
              Older
            </a>
          )}
        </nav>
      )}
    </>,
    refused === undefined ? 200 : 422,
  );
}

/** Posts on one page. */
const perPage = 24;

function pageIn(c: PageContext): number {
  const page = Number(c.req.query('page') ?? 1);
  return Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
}

/** What has become of a post, in a few words. */
function standing(counts: Partial<Record<PublicationState, number>>): string {
  const among = (...states: readonly PublicationState[]): number =>
    states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const parts = [
    [among('published'), 'published'],
    [among('scheduled', 'approved', 'draft'), 'scheduled'],
    [among('publishing', 'settling'), 'under way'],
    [among('failed'), 'failed'],
  ] as const;
  const all = parts.reduce((sum, [number]) => sum + number, 0);
  if (all === 0) return 'Not queued yet.';
  return `${count(all, 'publication')}: ${parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ')}.`;
}

function TakeIn({ c, pasted, name }: { c: PageContext; pasted: string; name: string }) {
  return (
    <section class="take-in" aria-label="Take a post in">
      <PostForm c={c} action="/posts" enctype="multipart/form-data" class="drop" data-drop="">
        <svg class="drop-mark" viewBox="0 0 24 24" width="40" height="40" aria-hidden="true">
          <path d="M12 16V4m0 0 4.5 4.5M12 4 7.5 8.5M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3" />
        </svg>
        <label for="files">
          <span class="drop-words">Drop a Markdown file here, or choose one</span>
        </label>
        <input
          id="files"
          name="files"
          type="file"
          accept=".md,.markdown,.txt,text/markdown,text/plain"
          multiple
          required
          data-most-bytes={String(mostUploadBytes)}
        />
        <p class="quiet-text" id="drop-said" aria-live="polite">
          Plain text in UTF-8, up to 5 MB.
        </p>
        <button class="primary">Take it in</button>
      </PostForm>
      <details class="paste" open={pasted !== ''}>
        <summary>Paste the text instead</summary>
        <PostForm c={c} action="/posts" enctype="multipart/form-data" class="fields">
          <label for="text">The post, in Markdown</label>
          <textarea id="text" name="text" rows={10} required dir="auto" spellcheck={false}>
            {pasted}
          </textarea>
          <label for="name">Its name (the same name again makes a new version)</label>
          <input
            id="name"
            name="name"
            maxlength={100}
            placeholder="made of the first words if left empty"
            value={name}
          />
          <button class="primary">Take it in</button>
        </PostForm>
      </details>
    </section>
  );
}
