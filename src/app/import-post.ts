import { createHash } from 'node:crypto';
import { sentenceOf, UserError } from '../domain/errors.ts';
import type { ParsedPost, SourcePost } from '../domain/source-post.ts';
import { parsePost } from '../markdown/parse.ts';
import { readPost } from '../markdown/read.ts';
import { campaignNamed, listCampaigns } from '../store/campaigns.ts';
import { findPostByName, savePost } from '../store/posts.ts';
import type { App } from './app.ts';
import { cutForAll } from './cut-excerpts.ts';
import { platformsMeant } from './platforms-meant.ts';
import { versionChanges, type VersionChange } from './version-changes.ts';

export interface Imported {
  readonly post: SourcePost;
  readonly parsed: ParsedPost;
  /** `new`: never seen. `changed`: a new version of a known name. `same`: nothing to do. */
  readonly change: 'new' | 'changed' | 'same';
}

/**
 * Reads a file as it will be taken in, and cuts it, to see whether that can be done; nothing is kept. `name` is what a person
 * calls it. Throws `UserError` when it is no text, is empty, its front matter is wrong, or a template is.
 */
export function readForImport(
  app: Pick<App, 'config' | 'platforms'>,
  { name, bytes }: { readonly name: string; readonly bytes: Buffer },
): { readonly markdown: string; readonly parsed: ParsedPost } {
  const markdown = readPost(bytes, name);
  const parsed = withName(name, () => parsePost(markdown));
  withName(name, () => platformsMeant(markdown, parsed, app.platforms));
  cutForAll(app, markdown, parsed, []);
  return { markdown, parsed };
}

/**
 * Takes a Markdown file in: reads it, keeps it as a version, gives it to the cutters. `name` is the file's name, by which
 * a later import is known as the same post. `campaign` and `evergreen` overrule the front matter's.
 * Throws what `readForImport` throws, and has kept nothing then.
 */
export async function importPost(
  app: App,
  file: {
    readonly name: string;
    readonly bytes: Buffer;
    readonly campaign?: string | undefined;
    readonly evergreen?: boolean | undefined;
  },
): Promise<Imported> {
  const { db } = app.database;
  const { markdown, parsed } = readForImport(app, file);
  const known = await findPostByName(db, file.name);
  const campaignName = file.campaign ?? parsed.frontMatter.campaign;
  const campaign =
    campaignName === undefined ? undefined : await campaignNamed(db, campaignName, app.newId());
  const hash = hashOf(markdown);
  const post = await savePost(db, {
    id: known?.id ?? app.newId(),
    name: file.name,
    title: parsed.title ?? firstWords(parsed),
    markdown,
    hash,
    campaignId: campaign?.id ?? known?.campaignId ?? null,
    ...evergreenOf(parsed, known, file.evergreen),
  });
  await app.queue
    .add('cut', { postId: post.id }, { id: `cut-${post.id}-${app.newId()}` })
    .catch((error: unknown) =>
      app.log.warn(
        { post: post.id, error: String(error) },
        'The queue did not take a post; it is cut when it is looked at',
      ),
    );
  return { post, parsed, change: changeOf(known, hash) };
}

export interface ImportChanges {
  readonly change: Imported['change'];
  readonly changes: readonly VersionChange[];
}

/** What taking a file in, and planning it, would change of what is on the calendar. Nothing is kept. Throws what `readForImport` throws. */
export async function changesOfImport(
  app: App,
  file: { readonly name: string; readonly bytes: Buffer; readonly campaign?: string | undefined },
): Promise<ImportChanges> {
  const { db } = app.database;
  const { markdown, parsed } = readForImport(app, file);
  const known = await findPostByName(db, file.name);
  const campaignName = file.campaign ?? parsed.frontMatter.campaign;
  const campaign = (await listCampaigns(db)).find(({ id, name }) =>
    campaignName === undefined ? id === known?.campaignId : name === campaignName,
  );
  const hash = hashOf(markdown);
  const excerpts = cutForAll(app, markdown, parsed, campaign?.hashtags ?? []);
  return {
    change: changeOf(known, hash),
    changes: await versionChanges(app, known?.id ?? '', hash, excerpts),
  };
}

function hashOf(markdown: string): string {
  return createHash('sha256').update(markdown).digest('hex');
}

function changeOf(known: SourcePost | undefined, hash: string): Imported['change'] {
  return known === undefined ? 'new' : known.hash === hash ? 'same' : 'changed';
}

/** Left out: it stays as it is, which may have been set by hand; but a line that was taken away counts no more. */
function evergreenOf(
  parsed: ParsedPost,
  known: SourcePost | undefined,
  asked: boolean | undefined,
): { evergreen?: boolean } {
  const said = asked ?? parsed.frontMatter.evergreen;
  if (said !== undefined) return { evergreen: said };
  const saidBefore = known !== undefined && parsePost(known.markdown).frontMatter.evergreen === true;
  return saidBefore ? { evergreen: false } : {};
}

/** Of several files a person must know which one is meant. */
function withName<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const sentence = sentenceOf(cause);
    throw sentence === undefined ? cause : new UserError(`${name}: ${sentence}`, { cause });
  }
}

function firstWords(parsed: ParsedPost): string {
  const text = parsed.blocks[0]?.text ?? '';
  return text.length <= 80 ? text : `${text.slice(0, 80).replace(/\s+\S*$/u, '')}…`;
}
