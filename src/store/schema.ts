import {
  boolean,
  date,
  doublePrecision,
  integer,
  jsonb,
  numeric,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Attempt, Outcome } from '../domain/attempt.ts';
import type { ChannelState } from '../domain/channel.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { MetricName } from '../domain/metric.ts';
import type { PublicationState } from '../domain/publication.ts';

/**
 * Our tables live in a schema of their own: BullMQ owns names like `job` and `metrics` in the same database.
 * The SQL that makes them is in `migrations/`; a test holds the two against each other.
 */
export const cutline = pgSchema('cutline');

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const campaign = cutline.table('campaign', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  startsOn: date('starts_on', { mode: 'string' }),
  endsOn: date('ends_on', { mode: 'string' }),
  goal: text('goal'),
  hashtags: jsonb('hashtags').$type<readonly string[]>().notNull(),
  /** Nothing of it is published while it is paused. */
  paused: boolean('paused').notNull(),
  /** Its posts come round again. */
  evergreen: boolean('evergreen').notNull().default(false),
  /** Null: as the timetable says. */
  lateHours: integer('late_hours'),
  lateMoveDays: integer('late_move_days'),
});

export const sourcePost = cutline.table('source_post', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  title: text('title').notNull(),
  markdown: text('markdown').notNull(),
  hash: text('hash').notNull(),
  version: integer('version').notNull(),
  campaignId: text('campaign_id'),
  importedAt: instant('imported_at').notNull(),
  /** It comes round again after a cooldown. */
  evergreen: boolean('evergreen').notNull().default(false),
});

export const sourceVersion = cutline.table(
  'source_version',
  {
    postId: text('post_id').notNull(),
    hash: text('hash').notNull(),
    version: integer('version').notNull(),
    markdown: text('markdown').notNull(),
    importedAt: instant('imported_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.postId, table.hash] })],
);

export const excerpt = cutline.table(
  'excerpt',
  {
    postId: text('post_id').notNull(),
    postHash: text('post_hash').notNull(),
    platform: text('platform').notNull(),
    ordinal: integer('ordinal').notNull(),
    excerpt: jsonb('excerpt').$type<Excerpt>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.postId, table.postHash, table.platform, table.ordinal] })],
);

export const channel = cutline.table('channel', {
  id: text('id').primaryKey(),
  platform: text('platform').notNull(),
  name: text('name').notNull(),
  remoteId: text('remote_id').notNull(),
  sandbox: boolean('sandbox').notNull(),
  /** Sealed by `vault.ts`. */
  tokens: text('tokens').notNull(),
  state: text('state').$type<ChannelState>().notNull(),
  expiresAt: instant('expires_at'),
  renewingUntil: instant('renewing_until'),
  /** Until then the platform wants no requests of this channel. */
  throttledUntil: instant('throttled_until'),
  throttledReason: text('throttled_reason'),
  /** Until then its tokens are not renewed again: it has just been tried, or is about to be. */
  renewAfter: instant('renew_after'),
  /** Why the platform renews its tokens no more; null while it does. */
  renewalRefused: text('renewal_refused'),
  createdAt: instant('created_at').notNull(),
});

export const publication = cutline.table('publication', {
  id: text('id').primaryKey(),
  postId: text('post_id').notNull(),
  postHash: text('post_hash').notNull(),
  campaignId: text('campaign_id'),
  channelId: text('channel_id').notNull(),
  platform: text('platform').notNull(),
  excerpt: jsonb('excerpt').$type<Excerpt>().notNull(),
  state: text('state').$type<PublicationState>().notNull(),
  /** Scheduled: when it goes out. Settling: when to ask next. */
  dueAt: instant('due_at').notNull(),
  /** The slot it was given, once tries have put `dueAt` behind it; null until then. */
  slotAt: instant('slot_at'),
  slotReason: text('slot_reason').notNull(),
  /** Why it does not go out though its time may have come: a sentence; null when nothing holds it. */
  holdReason: text('hold_reason'),
  fence: integer('fence').notNull(),
  /** Until then a tick has given it to the queue; later it may be given again. */
  claimedUntil: instant('claimed_until'),
  /** Until then the worker that began an attempt is believed to live. */
  leaseUntil: instant('lease_until'),
  tries: integer('tries').notNull(),
  settles: integer('settles').notNull(),
  firstStartedAt: instant('first_started_at'),
  outcome: jsonb('outcome').$type<Outcome>(),
  url: text('url'),
  remoteIds: jsonb('remote_ids').$type<readonly string[]>().notNull(),
  publishedAt: instant('published_at'),
  createdAt: instant('created_at').notNull(),
  /** 0: the first time a post goes round; each time an evergreen post comes again, one more. */
  round: integer('round').notNull().default(0),
  /** The slot that went by unused, when it was made up for at another time. */
  lateSince: instant('late_since'),
  /** What the try under way may cost, in its platform's currency, until it is in the ledger. */
  reserved: doublePrecision('reserved'),
});

/** What platforms have charged for. */
export const spending = cutline.table('spending', {
  id: text('id').primaryKey(),
  channelId: text('channel_id').notNull(),
  publicationId: text('publication_id'),
  at: instant('at').notNull(),
  amount: numeric('amount', { precision: 12, scale: 6, mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  what: text('what').notNull(),
});

/** How much of a day's allowance is used up. `scope`: a channel, or all of a platform. */
export const allowance = cutline.table(
  'allowance',
  {
    scope: text('scope').notNull(),
    name: text('name').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    used: integer('used').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.name, table.day] })],
);

export const attempt = cutline.table('attempt', {
  id: text('id').primaryKey(),
  publicationId: text('publication_id').notNull(),
  kind: text('kind').$type<Attempt['kind']>().notNull(),
  number: integer('number').notNull(),
  fence: integer('fence').notNull(),
  /** When it should have begun; null for what was written before this was kept. */
  dueAt: instant('due_at'),
  startedAt: instant('started_at').notNull(),
  endedAt: instant('ended_at'),
  outcome: jsonb('outcome').$type<Outcome>(),
});

export const remoteName = cutline.table(
  'remote_name',
  {
    publicationId: text('publication_id').notNull(),
    name: text('name').notNull(),
    /** Sealed: an upload session's address opens an upload without a token. */
    value: text('value').notNull(),
    namedAt: instant('named_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.publicationId, table.name] })],
);

export const measurement = cutline.table(
  'measurement',
  {
    publicationId: text('publication_id').notNull(),
    age: text('age').notNull(),
    dueAt: instant('due_at').notNull(),
    claimedUntil: instant('claimed_until'),
    tries: integer('tries').notNull(),
    takenAt: instant('taken_at'),
    reason: text('reason'),
  },
  (table) => [primaryKey({ columns: [table.publicationId, table.age] })],
);

export const metric = cutline.table(
  'metric',
  {
    publicationId: text('publication_id').notNull(),
    at: instant('at').notNull(),
    name: text('name').$type<MetricName>().notNull(),
    value: doublePrecision('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.publicationId, table.at, table.name] })],
);

export const setting = cutline.table('setting', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
});

export const signInLink = cutline.table('sign_in_link', {
  tokenHash: text('token_hash').primaryKey(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});

export const session = cutline.table('session', {
  tokenHash: text('token_hash').primaryKey(),
  csrf: text('csrf').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});

export const signInFailure = cutline.table('sign_in_failure', {
  key: text('key').primaryKey(),
  failures: integer('failures').notNull(),
  lastAt: instant('last_at').notNull(),
});
