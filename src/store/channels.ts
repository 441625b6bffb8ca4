import { and, asc, eq, ne, sql, type SQL } from 'drizzle-orm';
import type { Channel, ChannelState, OpenChannel, Tokens } from '../domain/channel.ts';
import type { Db } from './database.ts';
import { now } from './now.ts';
import { channel } from './schema.ts';
import type { Vault } from './vault.ts';

const shown = {
  id: channel.id,
  platform: channel.platform,
  name: channel.name,
  remoteId: channel.remoteId,
  sandbox: channel.sandbox,
  state: channel.state,
  expiresAt: channel.expiresAt,
  throttledUntil: channel.throttledUntil,
  throttledReason: channel.throttledReason,
  createdAt: channel.createdAt,
};

export type NewChannel = Omit<Channel, 'createdAt' | 'state' | 'throttledUntil' | 'throttledReason'> & {
  readonly tokens: Tokens;
};

/** Keeps a channel; one of the same account takes the new tokens and counts as connected again, unless it is paused. */
export async function saveChannel(db: Db, vault: Vault, fresh: NewChannel): Promise<Channel> {
  const tokens = vault.seal(JSON.stringify(fresh.tokens));
  const [row] = await db
    .insert(channel)
    .values({ ...fresh, tokens, state: 'connected', createdAt: now as unknown as Date })
    .onConflictDoUpdate({
      target: [channel.platform, channel.remoteId, channel.sandbox],
      set: {
        tokens,
        name: fresh.name,
        expiresAt: fresh.expiresAt,
        // New tokens mend what is broken; what a person has paused stays so.
        state: sql`case when ${channel.state} = 'paused' then 'paused' else 'connected' end`,
      },
    })
    .returning(shown);
  return row!;
}

/** Without their tokens. */
export function listChannels(db: Db): Promise<Channel[]> {
  return db.select(shown).from(channel).orderBy(asc(channel.platform), asc(channel.createdAt));
}

export async function findChannel(db: Db, id: string): Promise<Channel | undefined> {
  const [row] = await db.select(shown).from(channel).where(eq(channel.id, id));
  return row;
}

/** With its tokens: for the publishing path alone. */
export async function openChannel(db: Db, vault: Vault, id: string): Promise<OpenChannel | undefined> {
  const [row] = await db.select().from(channel).where(eq(channel.id, id));
  return row === undefined ? undefined : unsealChannel(vault, row);
}

/** A channel with its tokens as they lie in the store. */
export type SealedChannel = Channel & { readonly tokens: string };

/** Throws `UserError` when its tokens were sealed with another key. */
export function unsealChannel(vault: Vault, sealed: SealedChannel): OpenChannel {
  return { ...sealed, tokens: JSON.parse(vault.open(sealed.tokens)) as Tokens };
}

/** With their tokens as they lie in the store. */
export function sealedChannels(db: Db): Promise<SealedChannel[]> {
  return db
    .select({ ...shown, tokens: channel.tokens })
    .from(channel)
    .orderBy(asc(channel.platform), asc(channel.createdAt));
}

/** Those whose tokens were sealed with another key than the vault's. */
export async function lockedChannels(db: Db, vault: Vault): Promise<Channel[]> {
  const rows = await sealedChannels(db);
  return rows.flatMap(({ tokens, ...each }) => (vault.opens(tokens) ? [] : [each]));
}

/**
 * Locked channels count as disconnected, so that what is planned there waits; those that were locked before and are not any more,
 * for their key is back, count as connected again.
 */
export async function keepLocked(db: Db, locked: readonly Channel[]): Promise<void> {
  const ids = JSON.stringify(locked.map(({ id }) => id));
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      update cutline.channel set state = 'connected' where state = 'unauthorized'
        and id in (select jsonb_array_elements_text(value) from cutline.setting where key = 'locked')
        and id not in (select jsonb_array_elements_text(${ids}::jsonb))`);
    await tx.execute(sql`
      update cutline.channel set state = 'unauthorized' where state = 'connected'
        and id in (select jsonb_array_elements_text(${ids}::jsonb))`);
    await tx.execute(sql`
      insert into cutline.setting (key, value) values ('locked', ${ids}::jsonb)
      on conflict (key) do update set value = excluded.value`);
  });
}

/**
 * `unauthorized`: the platform takes its tokens no more, and it is its owner's turn. What a person has paused stays so even then:
 * else connecting it again would let go what was held back. The next attempt after the pause finds it out anew.
 */
export async function setChannelState(db: Db, id: string, state: ChannelState): Promise<void> {
  const mayChange = state === 'unauthorized' ? ne(channel.state, 'paused') : undefined;
  await db
    .update(channel)
    .set({ state })
    .where(and(eq(channel.id, id), mayChange));
}

/** False when it was not in the state `from`: nothing was changed then. */
export async function changeChannelState(
  db: Db,
  id: string,
  from: ChannelState,
  to: ChannelState,
): Promise<boolean> {
  const rows = await db
    .update(channel)
    .set({ state: to })
    .where(and(eq(channel.id, id), eq(channel.state, from)))
    .returning({ id: channel.id });
  return rows.length === 1;
}

/** An instant by the database's clock, or so long from now: what another clock has told must come as the latter. */
export type When = { readonly inSeconds: number } | { readonly at: Date };

function instantOf(when: When): SQL {
  return 'at' in when
    ? sql`${when.at.toISOString()}::timestamptz`
    : sql`${now} + make_interval(secs => ${when.inSeconds})`;
}

/** The platform wants no more requests of this channel before `until`; the other channels go on. */
export async function setThrottled(db: Db, id: string, until: When, reason: string): Promise<void> {
  await rest(db, eq(channel.id, id), until, reason);
}

/** The same for all our channels on a platform, as where a limit belongs to the app. */
export async function setAllThrottled(
  db: Db,
  { platform, sandbox }: Pick<Channel, 'platform' | 'sandbox'>,
  until: When,
  reason: string,
): Promise<void> {
  const all = and(eq(channel.platform, platform), eq(channel.sandbox, sandbox));
  await rest(db, all, until, reason);
}

/** A shorter rest never ends a longer one, and none is longer than a month: a header that says so is wrong. */
async function rest(db: Db, where: SQL | undefined, until: When, reason: string): Promise<void> {
  const isShorter = sql`(${channel.throttledUntil} is null or ${channel.throttledUntil} < ${instantOf(until)})`;
  await db
    .update(channel)
    .set({
      throttledUntil: sql`least(${instantOf(until)}, ${now} + interval '32 days')` as unknown as Date,
      throttledReason: reason,
    })
    .where(and(where, isShorter));
}

/** False when publications hang on it. */
export async function removeChannel(db: Db, id: string): Promise<boolean> {
  const { rows } = (await db.execute(sql`
    delete from cutline.channel c where id = ${id}
      and not exists (select 1 from cutline.publication p where p.channel_id = c.id) returning id`)) as unknown as {
    rows: unknown[];
  };
  return rows.length === 1;
}
