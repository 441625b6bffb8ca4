import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Answer } from '../../net/request.ts';
import type { Refusal } from '../contract.ts';

export type Answered = Extract<Answer, { kind: 'answer' }>;

/**
 * What a refusing answer means for a request that has surely made nothing. Decided on `error.errors[0].reason`, never on
 * the message (core errors page, read 2026-11-24).
 */
export function refusalOf(answer: Answered, now: Date): Refusal {
  const known = knownRefusal(answer, now);
  if (known !== undefined) return known;
  const { reason, message } = googleError(answer);
  if (answer.status === 401) return { kind: 'unauthorized', reason: sentences.authError };
  if (answer.status === 429) return throttled(answer, now, 60, 'YouTube asks us to wait.');
  // Without a reason of Google's it is some other server or proxy that spoke: the author could mend nothing.
  if (answer.status >= 400 && answer.status < 500 && reason !== undefined) {
    return { kind: 'rejected', reason: `YouTube refused it: ${message ?? reason} (${reason}).` };
  }
  return { kind: 'unavailable', reason: `YouTube answered ${answer.status}.` };
}

/** The same, only where the reason is one of the documented ones. */
export function knownRefusal(answer: Answered, now: Date): Refusal | undefined {
  const { reason, detail } = googleError(answer);
  const meaning = meanings.get(detail ?? '') ?? meanings.get(reason ?? '');
  if (meaning === undefined) return undefined;
  switch (meaning.kind) {
    case 'rejected':
    case 'unauthorized':
      return meaning;
    case 'day':
      return { kind: 'throttled', reason: meaning.reason, retryAt: midnightPacific(now) };
    case 'wait':
      return throttled(answer, now, meaning.seconds, meaning.reason);
  }
}

/** Quotas are counted from midnight to midnight in Los Angeles (quota page, read 2026-11-24). */
function midnightPacific(now: Date): Date {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(
    'America/Los_Angeles',
  );
  return new Date(
    here.toPlainDate().add({ days: 1 }).toZonedDateTime('America/Los_Angeles').epochMilliseconds,
  );
}

function throttled(answer: Answered, now: Date, seconds: number, reason: string): Refusal {
  const asked = Number(answer.headers['retry-after']);
  const wait = Number.isFinite(asked) && asked > 0 ? asked : seconds;
  return { kind: 'throttled', reason, retryAt: new Date(now.getTime() + wait * 1000) };
}

const errorSchema = z.object({
  error: z.object({
    message: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

/** Newer answers carry a second, finer reason under `details`. */
function googleError(answer: Answered): { reason?: string; detail?: string; message?: string } {
  const read = errorSchema.safeParse(answer.json);
  if (!read.success) return {};
  const { message, errors, details } = read.data.error;
  const reason = errors?.[0]?.reason;
  const detail = details?.find((entry) => entry.reason !== undefined)?.reason;
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    ...(message === undefined ? {} : { message }),
  };
}

type Meaning =
  | { readonly kind: 'rejected' | 'unauthorized'; readonly reason: string }
  | { readonly kind: 'day'; readonly reason: string }
  | { readonly kind: 'wait'; readonly reason: string; readonly seconds: number };

const sentences = {
  authError: 'YouTube no longer takes the access token: connect the channel again.',
  scope:
    'The consent leaves out a permission that is needed: connect the channel again and leave every box ticked.',
  account: 'YouTube has closed or suspended this account or channel: its owner must clear that with YouTube.',
  api: 'The YouTube Data API is not switched on for the Google Cloud project of this client id: switch it on there.',
  rate: 'YouTube takes no more requests just now.',
};

const rejected = (reason: string): Meaning => ({ kind: 'rejected', reason });
const unauthorized = (reason: string): Meaning => ({ kind: 'unauthorized', reason });

/** Reasons of the errors pages for videos.insert and of the core errors page, read 2026-11-24. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>(
  Object.entries({
    invalidTitle: rejected(
      'YouTube refused the title: it must hold 1 to 100 characters and neither "<" nor ">".',
    ),
    invalidDescription: rejected(
      'YouTube refused the description: at most 5,000 bytes, and neither "<" nor ">" may stand in it.',
    ),
    invalidTags: rejected(
      'YouTube refused the hidden tags made from the hashtags: they hold more than 500 characters.',
    ),
    invalidCategoryId: rejected('YouTube does not know the category of the film.'),
    invalidPublishAt: rejected('YouTube refused the time of publishing.'),
    invalidVideoMetadata: rejected(
      'YouTube refused the words that go with the film: title or category is missing.',
    ),
    invalidFilename: rejected('YouTube refused the name of the film file.'),
    defaultLanguageNotSet: rejected('YouTube wants a language to be named with the title.'),
    mediaBodyRequired: rejected('YouTube found no film in the upload.'),
    badContent: rejected('YouTube takes only films: the file is of another kind.'),
    forbiddenPrivacySetting: rejected(
      'YouTube does not allow this channel the visibility that was asked for.',
    ),
    forbiddenLicenseSetting: rejected('YouTube does not allow this channel the licence that was asked for.'),
    authError: unauthorized(sentences.authError),
    authorizationRequired: unauthorized(sentences.authError),
    youtubeSignupRequired: unauthorized(
      'This Google account has no YouTube channel: make one at youtube.com, then connect it; connecting again alone does not help.',
    ),
    insufficientPermissions: unauthorized(sentences.scope),
    ACCESS_TOKEN_SCOPE_INSUFFICIENT: unauthorized(sentences.scope),
    forbidden: unauthorized(
      'YouTube does not allow this account to do that on the channel: connect it as the owner.',
    ),
    authenticatedUserAccountClosed: unauthorized(sentences.account),
    authenticatedUserAccountSuspended: unauthorized(sentences.account),
    authenticatedUserNotChannel: unauthorized(sentences.account),
    channelClosed: unauthorized(sentences.account),
    channelSuspended: unauthorized(sentences.account),
    accessNotConfigured: unauthorized(sentences.api),
    SERVICE_DISABLED: unauthorized(sentences.api),
    quotaExceeded: {
      kind: 'day',
      reason:
        "The day's quota of the Google Cloud project is used up; it begins anew at midnight Pacific Time.",
    },
    dailyLimitExceeded: {
      kind: 'day',
      reason:
        "The day's limit of the Google Cloud project is reached; it begins anew at midnight Pacific Time.",
    },
    uploadLimitExceeded: {
      kind: 'wait',
      reason: 'The channel has uploaded as many films as YouTube lets it in a day.',
      seconds: 24 * 3600,
    },
    rateLimitExceeded: { kind: 'wait', reason: sentences.rate, seconds: 60 },
    userRateLimitExceeded: { kind: 'wait', reason: sentences.rate, seconds: 60 },
    uploadRateLimitExceeded: { kind: 'wait', reason: sentences.rate, seconds: 600 },
  } satisfies Record<string, Meaning>),
);
