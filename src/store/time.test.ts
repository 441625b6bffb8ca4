import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Excerpt } from '../domain/excerpt.ts';
import { pieceName } from '../domain/publication.ts';
import { stores } from '../../tests/harness/stores.ts';
import { beginAttempt, endAttempt } from './attempts.ts';
import { latePublications, neighbours, settleLate, takenOn } from './calendar.ts';
import { saveCampaign, setCampaignPaused } from './campaigns.ts';
import { changeChannelState, findChannel, saveChannel, setChannelState } from './channels.ts';
import { databaseTime, type Database } from './database.ts';
import { postsComingRound, savePost, setPostEvergreen } from './posts.ts';
import { claimDue } from './claims.ts';
import {
  cancelPublication,
  editPublication,
  findPublication,
  forgetClaims,
  holdPublication,
  listPublications,
  movePublication,
  schedulePublications,
} from './publications.ts';
import { writeName } from './remote-names.ts';
import { everythingPaused, pauseEverything, takeTurn } from './settings.ts';
import { createVault } from './vault.ts';

let nonce = 0;
const vault = createVault(Buffer.alloc(32, 7), (bytes) => Buffer.alloc(bytes, (nonce += 1)));

const excerpt: Excerpt = {
  platform: 'p',
  mode: 'series',
  excerpt: 1,
  of: 1,
  pieces: ['Knees bend.'],
  hashtags: [],
  lengths: [11],
  limit: 280,
  unit: 'characters',
  spans: [[0, 11]],
  media: [],
  notes: [],
};

describe.each(stores)('time in $name', ({ open }) => {
  let database: Database;
  let close: () => Promise<void>;
  let count = 0;

  beforeAll(async () => {
    ({ database, close } = await open());
    await saveCampaign(database.db, {
      id: 'campaign',
      name: 'Knees',
      startsOn: null,
      endsOn: null,
      goal: null,
      hashtags: [],
      paused: false,
    });
    await savePost(database.db, post('post'));
    await connect();
  });
  afterAll(() => close?.());
  beforeEach(() => ahead('0'));
  afterEach(async () => {
    for (const { id } of await listPublications(database.db, { states: ['scheduled'] }))
      await cancelPublication(database.db, id);
  });

  const post = (id: string) => ({
    id,
    name: `${id}.md`,
    title: id,
    markdown: 'A.',
    hash: 'h',
    campaignId: 'campaign',
  });

  function connect() {
    return saveChannel(database.db, vault, {
      id: 'channel',
      platform: 'p',
      name: 'P',
      remoteId: '1',
      sandbox: true,
      expiresAt: null,
      tokens: { access_token: 'secret-word' },
    });
  }

  async function planned(inSeconds = 0, change: { postId?: string; round?: number } = {}): Promise<string> {
    count += 1;
    const id = `publication${count}`;
    await schedulePublications(database.db, [
      {
        id,
        postId: 'post',
        postHash: 'h',
        campaignId: 'campaign',
        channelId: 'channel',
        platform: 'p',
        excerpt,
        dueAt: new Date((await databaseTime(database.db)).getTime() + inSeconds * 1000),
        slotReason: 'test',
        ...change,
      },
    ]);
    return id;
  }

  async function ahead(interval: string): Promise<void> {
    await database.db.execute(sql`update cutline.clock set ahead = ${interval}::interval`);
  }

  async function claimed(): Promise<{ id: string; fence: number }[]> {
    return (await claimDue(database.db, 6, 120, 100)).map(({ id, fence }) => ({ id, fence }));
  }

  const begin = (claim: { id: string; fence: number }) =>
    beginAttempt(database.db, claim, 'publish', `attempt-${claim.id}-${claim.fence}`, {
      leaseSeconds: 60,
      lateHours: 6,
    });

  /** Each: what holds a publication back, and what lets it go again. */
  const holds: readonly [string, (id: string) => Promise<unknown>, (id: string) => Promise<unknown>][] = [
    [
      'a publication on hold',
      (id) => holdPublication(database.db, id, 'Wait.'),
      (id) => holdPublication(database.db, id, null),
    ],
    [
      'a paused channel',
      () => changeChannelState(database.db, 'channel', 'connected', 'paused'),
      () => changeChannelState(database.db, 'channel', 'paused', 'connected'),
    ],
    [
      'a channel that lost its authorization',
      () => setChannelState(database.db, 'channel', 'unauthorized'),
      () => setChannelState(database.db, 'channel', 'connected'),
    ],
    [
      'a paused campaign',
      () => setCampaignPaused(database.db, 'campaign', true),
      () => setCampaignPaused(database.db, 'campaign', false),
    ],
    [
      'a pause of everything',
      () => pauseEverything(database.db, true),
      () => pauseEverything(database.db, false),
    ],
  ];

  test.each(holds)('%s is not claimed, and a claim from before begins nothing', async (_, hold, release) => {
    const id = await planned();
    const [before] = await claimed();
    expect(before?.id).toBe(id);
    await hold(id);
    expect(await begin(before!)).toBeUndefined();
    expect(await findPublication(database.db, id)).toMatchObject({ state: 'scheduled', tries: 0 });
    await forgetClaims(database.db, {});
    expect(await claimed()).toEqual([]);
    await release(id);
    const [after] = await claimed();
    expect(after?.id).toBe(id);
    expect(await begin(after!)).toMatchObject({ publication: { state: 'publishing' } });
  });

  test('what a resume forgets is claimed again at once; of other channels and campaigns nothing is forgotten', async () => {
    const id = await planned();
    await claimed();
    await forgetClaims(database.db, { channelId: 'another' });
    await forgetClaims(database.db, { campaignId: 'another' });
    expect(await claimed()).toEqual([]);
    await forgetClaims(database.db, { channelId: 'channel', campaignId: 'campaign' });
    expect((await claimed()).map((claim) => claim.id)).toEqual([id]);
  });

  test('a slot that went by a quarter of an hour ago is late: not claimed, not begun, and listed once it is decided no more', async () => {
    const id = await planned();
    const [claim] = await claimed();
    await ahead('14 minutes');
    expect(await latePublications(database.db, 6, 10)).toEqual([]);
    expect((await claimed()).map((each) => each.id)).toEqual([id]);
    await ahead('16 minutes');
    expect(await begin(claim!)).toBeUndefined();
    await forgetClaims(database.db, {});
    expect(await claimed()).toEqual([]);
    const [late, ...others] = await latePublications(database.db, 6, 10);
    expect(others).toEqual([]);
    expect(late).toMatchObject({ id, channelId: 'channel', campaignId: 'campaign', spans: [[0, 11]] });
    const at = await databaseTime(database.db);
    expect(await settleLate(database.db, late!, { at, reason: 'Later.', lateSince: late!.since })).toBe(true);
    // Somebody else who saw the same comes too late.
    expect(await settleLate(database.db, late!, { holdReason: 'No.' })).toBe(false);
    expect(await latePublications(database.db, 6, 10)).toEqual([]);
    expect(await findPublication(database.db, id)).toMatchObject({
      dueAt: at,
      slotReason: 'Later.',
      holdReason: null,
      lateSince: late!.since,
    });
    expect((await claimed()).map((each) => each.id)).toEqual([id]);
    // Late once more: counted from its first slot, not from the second.
    await ahead('3 hours');
    const [again] = await latePublications(database.db, 6, 10);
    expect(again!.since).toEqual(late!.since);
    // With a slot of its own it is late no more.
    await settleLate(database.db, again!, { at: await databaseTime(database.db), reason: 'A slot.' });
    await ahead('4 hours');
    const [third] = await latePublications(database.db, 6, 10);
    expect(third!.since.getTime()).toBeGreaterThan(late!.since.getTime() + 2 * 3_600_000);
  });

  test('half a thread goes on however late', async () => {
    const id = await planned();
    const [claim] = await claimed();
    const { publication: held } = (await begin(claim!))!;
    await writeName(database.db, vault, held, pieceName(0), 'remote');
    const outcome = { kind: 'ready', reason: 'On.' } as const;
    await endAttempt(
      database.db,
      held,
      `attempt-${id}-${claim!.fence}`,
      outcome,
      { state: 'scheduled', due: { inSeconds: 0 } },
      [],
    );
    await ahead('3 days');
    expect(await latePublications(database.db, 6, 10)).toEqual([]);
    expect((await claimed()).map((each) => each.id)).toEqual([id]);
    // Half of it is out: its words can no longer be changed.
    expect(await editPublication(database.db, id, { ...excerpt, pieces: ['Other.'] })).toBe(false);
  });

  test('what nobody has seen yet is late like what was never begun, and its words may be changed', async () => {
    const id = await planned();
    const [claim] = await claimed();
    const { publication: held } = (await begin(claim!))!;
    await writeName(database.db, vault, held, 'container', 'remote');
    await endAttempt(
      database.db,
      held,
      `attempt-${id}-${claim!.fence}`,
      { kind: 'ready', reason: 'On.' },
      { state: 'scheduled', due: { inSeconds: 0 } },
      [],
    );
    await ahead('3 days');
    expect(await claimed()).toEqual([]);
    expect((await latePublications(database.db, 6, 10)).map((late) => late.id)).toEqual([id]);
    expect(await editPublication(database.db, id, { ...excerpt, pieces: ['Other.'] })).toBe(true);
  });

  test('another try is late by the hours since its slot, not since the try before', async () => {
    const id = await planned();
    const { dueAt: slot } = (await findPublication(database.db, id))!;
    const tried = async (inSeconds: number) => {
      const [claim] = await claimed();
      const { publication: held } = (await begin(claim!))!;
      await endAttempt(
        database.db,
        held,
        `attempt-${id}-${claim!.fence}`,
        { kind: 'unavailable', reason: 'Down.' },
        { state: 'scheduled', due: { inSeconds } },
        [],
      );
      await forgetClaims(database.db, {});
    };
    await tried(5 * 3600);
    expect(await latePublications(database.db, 6, 10)).toEqual([]);
    await ahead('5 hours 1 minute');
    await tried(2 * 3600);
    // Seven hours after its slot is too late, and that is plain before they have passed.
    const [late] = await latePublications(database.db, 6, 10);
    expect(late).toMatchObject({ id, since: slot });
    expect(await latePublications(database.db, 8, 10)).toEqual([]);
    await ahead('7 hours 2 minutes');
    expect(await claimed()).toEqual([]);
    expect(await settleLate(database.db, late!, { holdReason: 'Ask.' })).toBe(true);
  });

  test('what is held or paused is not late: it waits for whoever holds it', async () => {
    const id = await planned();
    await holdPublication(database.db, id, 'Wait.');
    await ahead('3 days');
    expect(await latePublications(database.db, 6, 10)).toEqual([]);
    await holdPublication(database.db, id, null);
    expect((await latePublications(database.db, 6, 10)).map((late) => late.id)).toEqual([id]);
    await pauseEverything(database.db, true);
    expect(await latePublications(database.db, 6, 10)).toEqual([]);
    await pauseEverything(database.db, false);
  });

  test('places on the calendar: the planned and the published, not the late and the cancelled', async () => {
    const from = new Date((await databaseTime(database.db)).getTime() - 600_000);
    const before = (await takenOn(database.db, ['channel'], { from })).get('channel')!.length;
    const soon = await planned(3600);
    const gone = await planned(7200);
    await cancelPublication(database.db, gone);
    const late = await planned(-3600);
    const { dueAt } = (await findPublication(database.db, soon))!;
    const taken = await takenOn(database.db, ['channel', 'another'], {
      from: new Date(from.getTime() - 7_200_000),
    });
    expect(taken.get('another')).toEqual([]);
    expect(taken.get('channel')).toHaveLength(before + 1);
    expect(taken.get('channel')).toContainEqual(new Date(Math.floor(dueAt.getTime() / 60_000) * 60_000));
    const upTo = async (before: Date) =>
      (await takenOn(database.db, ['channel'], { from, before })).get('channel')!.length;
    expect((await upTo(new Date(dueAt.getTime() + 1))) - (await upTo(dueAt))).toBe(1);
    const near = await neighbours(
      database.db,
      ['channel'],
      new Date(dueAt.getTime() - 1000),
      new Date(dueAt.getTime() + 1000),
    );
    expect(near).toMatchObject([
      { id: soon, excerpt: 1, of: 1, pieces: ['Knees bend.'], state: 'scheduled' },
    ]);
    expect(
      await neighbours(
        database.db,
        ['channel'],
        new Date(dueAt.getTime() - 1000),
        new Date(dueAt.getTime() + 1000),
        soon,
      ),
    ).toEqual([]);
    await cancelPublication(database.db, late);
  });

  test('moving keeps a hold unless it is told to release it, and forgets that it was late', async () => {
    const id = await planned(-3600);
    const [late] = await latePublications(database.db, 6, 1);
    await settleLate(database.db, late!, { holdReason: 'Ask.' });
    const at = await databaseTime(database.db);
    await movePublication(database.db, id, at, 'By hand.');
    expect(await findPublication(database.db, id)).toMatchObject({ holdReason: 'Ask.', lateSince: null });
    await movePublication(database.db, id, at, 'By hand.', true);
    expect(await findPublication(database.db, id)).toMatchObject({ holdReason: null });
  });

  test('new tokens mend a channel, but do not undo a pause', async () => {
    await setChannelState(database.db, 'channel', 'unauthorized');
    expect((await connect()).state).toBe('connected');
    expect(await changeChannelState(database.db, 'channel', 'connected', 'paused')).toBe(true);
    expect(await changeChannelState(database.db, 'channel', 'connected', 'paused')).toBe(false);
    expect((await connect()).state).toBe('paused');
    await setChannelState(database.db, 'channel', 'connected');
    expect((await findChannel(database.db, 'channel'))?.state).toBe('connected');
  });

  test('a turn is taken by one of many, once a day by the clock of the database', async () => {
    const turns = (key = 'test') =>
      Promise.all([1, 2, 3, 4].map(() => takeTurn(database.db, key, 86_400))).then(
        (all) => all.filter(Boolean).length,
      );
    expect(await turns()).toBe(1);
    await ahead('23 hours 59 minutes');
    expect(await turns()).toBe(0);
    await ahead('24 hours 1 minute');
    expect(await turns()).toBe(1);
    expect(await turns('another')).toBe(1);
    expect(await everythingPaused(database.db)).toBe(false);
  });

  test('an evergreen post comes round when all of it is out and the cooldown is over, one round later each time', async () => {
    await savePost(database.db, { ...post('evergreen'), evergreen: true });
    await savePost(database.db, post('passing'));
    const coming = () => postsComingRound(database.db, 90);
    const publish = async (id: string) => {
      const claim = (await claimed()).find((each) => each.id === id)!;
      const { publication: held } = (await begin(claim))!;
      const published = { url: 'https://p.example/1', remoteIds: ['1'] };
      await endAttempt(
        database.db,
        held,
        `attempt-${id}-${claim.fence}`,
        { kind: 'published', ...published },
        { state: 'published', ...published },
        [],
      );
    };
    for (const postId of ['evergreen', 'passing']) await publish(await planned(0, { postId }));
    const pending = await planned(3600, { postId: 'evergreen' });
    await ahead('91 days');
    expect(await coming()).toEqual([]);
    await cancelPublication(database.db, pending);
    expect(await coming()).toEqual([{ postId: 'evergreen', round: 1, channelIds: ['channel'] }]);
    await ahead('89 days');
    expect(await coming()).toEqual([]);
    await ahead('91 days');
    await publish(await planned(0, { postId: 'evergreen', round: 1 }));
    expect(await coming()).toEqual([]);
    await ahead('182 days');
    expect(await coming()).toEqual([{ postId: 'evergreen', round: 2, channelIds: ['channel'] }]);
    await setCampaignPaused(database.db, 'campaign', true);
    expect(await coming()).toEqual([]);
    await setCampaignPaused(database.db, 'campaign', false);
    await setPostEvergreen(database.db, 'evergreen', false);
    expect(await coming()).toEqual([]);
    await database.db.execute(sql`update cutline.campaign set evergreen = true`);
    expect((await coming()).map(({ postId }) => postId).sort()).toEqual(['evergreen', 'passing']);
    await database.db.execute(sql`update cutline.campaign set ends_on = '2020-01-01'`);
    expect(await coming()).toEqual([]);
  });
});
