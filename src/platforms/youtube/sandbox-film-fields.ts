import type { Asked, Snippet, Status } from './sandbox-world.ts';
import { refuse } from './sandbox-world.ts';

/** Categories that `videoCategories.list` gives as assignable. */
const assignable = [1, 2, 10, 15, 17, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29].map(String);

/** Reads the parts of a video resource that `part` names, or refuses the first that is wrong. */
export function readFields(
  c: Asked,
  resource: unknown,
  parts: readonly string[],
  now: Date,
): { readonly snippet: Snippet; readonly status: Status } | Response {
  const snippet = readSnippet(c, parts.includes('snippet') ? member(resource, 'snippet') : {});
  if (snippet instanceof Response) return snippet;
  const status = readStatus(c, parts.includes('status') ? member(resource, 'status') : {}, now);
  return status instanceof Response ? status : { snippet, status };
}

function readSnippet(c: Asked, snippet: Fields): Snippet | Response {
  const { title, description = '', tags = [], categoryId = '22' } = snippet;
  const wrong = (reason: string, message: string): Response =>
    refuse(c, 400, reason, message, {
      domain: 'youtube.video',
      locationType: 'other',
      location: `body.snippet`,
    });
  const angled = (text: string): boolean => /[<>]/.test(text);

  if (typeof title !== 'string' || title.trim() === '' || title.length > 100 || angled(title)) {
    return wrong('invalidTitle', 'The request metadata specifies an invalid or empty video title.');
  }
  if (typeof description !== 'string' || Buffer.byteLength(description) > 5000 || angled(description)) {
    return wrong('invalidDescription', 'The request metadata specifies an invalid video description.');
  }
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string') || counted(tags) > 500) {
    return wrong('invalidTags', 'The request metadata specifies invalid video keywords.');
  }
  if (typeof categoryId !== 'string' || !assignable.includes(categoryId)) {
    return wrong('invalidCategoryId', 'The request metadata specifies an invalid category ID.');
  }
  return { title, description, tags, categoryId };
}

/** All tags as one line: a comma between two, quotes around one with a space in it. */
function counted(tags: readonly string[]): number {
  return tags.map((tag) => (/\s/.test(tag) ? `"${tag}"` : tag)).join(',').length;
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function readStatus(c: Asked, status: Fields, now: Date): Status | Response {
  const { privacyStatus = 'public', publishAt, license = 'youtube', embeddable = true } = status;
  const { publicStatsViewable = true, selfDeclaredMadeForKids } = status;
  if (typeof privacyStatus !== 'string' || !['public', 'unlisted', 'private'].includes(privacyStatus)) {
    return refuse(
      c,
      400,
      'badRequest',
      `Invalid value at 'resource.status.privacy_status': ${String(privacyStatus)}`,
    );
  }
  if (license !== 'youtube' && license !== 'creativeCommon') {
    return refuse(c, 400, 'badRequest', "Invalid value at 'resource.status.license'");
  }
  const common = {
    license,
    embeddable: embeddable !== false,
    publicStatsViewable: publicStatsViewable !== false,
    ...(typeof selfDeclaredMadeForKids === 'boolean' ? { selfDeclaredMadeForKids } : {}),
  };
  if (publishAt === undefined) return { privacyStatus, ...common };
  if (
    typeof publishAt !== 'string' ||
    !rfc3339.test(publishAt) ||
    Number.isNaN(Date.parse(publishAt)) ||
    privacyStatus !== 'private'
  ) {
    const message = 'The request metadata specifies an invalid scheduled publishing time.';
    return refuse(c, 400, 'invalidPublishAt', message, { domain: 'youtube.video' });
  }
  // A time that has passed publishes at once.
  if (Date.parse(publishAt) <= now.getTime()) return { privacyStatus: 'public', ...common };
  return { privacyStatus, publishAt, ...common };
}

type Fields = Readonly<Record<string, unknown>>;

function member(value: unknown, name: string): Fields {
  const found = typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined;
  return typeof found === 'object' && found !== null ? (found as Fields) : {};
}
