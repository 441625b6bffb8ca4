import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sumOf, type Money } from '../domain/money.ts';
import { claimDue, type Claim } from '../store/claims.ts';
import { findPublication, type StoredPublication } from '../store/publications.ts';
import { paymentsFor, spentSince } from '../store/spending.ts';
import { places } from '../../tests/harness/living-app.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import type { App } from './app.ts';
import { isWithinBudget } from './budget.ts';
import { importPost } from './import-post.ts';
import { measure } from './measure.ts';
import { monthsMoney } from './plan-cost.ts';
import { proposeSlots } from './propose-slots.ts';
import { publishDue } from './publish-due.ts';
import { publish } from './publish.ts';
import { scheduleExcerpts } from './schedule-excerpts.ts';
import { settle } from './settle.ts';

const day = 86_400_000;

describe.each(places)('money with $name', (place) => {
  let still: StillApp;
  let app: App;
  let count = 0;
  beforeEach(async () => {
    still = await bringUpStill(place, ['x', 'linkedin']);
    app = still.app;
  });
  afterEach(() => still?.close());

  const usd = (amount: number): Money => ({ amount, currency: 'USD' });

  /** The same Cutline with a budget for one channel, as after a start with another config. */
  async function withBudget(budget: Money, from: App = app): Promise<App> {
    const { name } = await still.channel('x');
    return { ...from, config: { ...from.config, channels: { [name]: { monthlyBudget: budget } } } };
  }

  async function imported(text: string) {
    count += 1;
    const { post } = await importPost(app, {
      name: `post-${count}.md`,
      bytes: Buffer.from(`${text} It is number ${count}.\n`),
    });
    return post;
  }

  async function planned(text: string): Promise<StoredPublication> {
    const { publications } = await scheduleExcerpts(app, await imported(text), {
      platforms: ['x'],
      atOnce: true,
    });
    return publications[0]!;
  }

  const claimOf = async (id: string): Promise<{ publicationId: string; fence: number }> => ({
    publicationId: id,
    fence: (await findPublication(app.database.db, id))!.fence,
  });
  const stateOf = async (id: string) => (await findPublication(app.database.db, id))!;
  const shown = (): number => still.sandboxes.get('x')!.posts().length;
  /** What the imitation has taken from its credits, in dollars. */
  function charged(): number {
    const balance = still.sandboxes.get('x')!.world.collection<{ id: string; left: number }>('balance');
    return (1_000_000 - (balance.get('balance')?.left ?? 1_000_000)) / 1000;
  }

  test('a plan says what it costs before it is accepted, bare addresses counted as links', async () => {
    const { costs } = await proposeSlots(app, await imported('Ask knees.org about your knees.'));
    expect(costs).toMatchObject([{ platform: 'x', total: [usd(0.221)], budget: null }]);
    expect(costs[0]!.sentence).toMatch(
      /^X \(@clinic_sandbox\): about 0\.221 USD: 1 × a post with a link \(knees\.org\) 0\.20 USD; 4 × reading/,
    );
    expect((await proposeSlots(app, await imported('Ask Dr. Kim.'))).costs).toMatchObject([
      { total: [usd(0.036)] },
    ]);
  });

  test('the ledger holds what was charged, to the cent: publishing, settling and reading', async () => {
    const { id, channelId } = await planned('See https://clinic.example.org/knees for more.');
    const sandbox = still.sandboxes.get('x')!;
    sandbox.faults.set([{ kind: 'cut-after', ...sandbox.definition.accepts }]);
    await publish(app, await claimOf(id));
    expect(await stateOf(id)).toMatchObject({ state: 'settling' });
    await still.advance(6000);
    await settle(app, await claimOf(id));
    expect(await stateOf(id)).toMatchObject({ state: 'published' });
    expect(await measure(app, { publicationId: id, age: '1 h' })).toBeUndefined();
    const payments = await paymentsFor(app.database.db, id);
    expect(payments.map(({ amount }) => amount).sort()).toEqual([0.001, 0.005, 0.2]);
    expect(await spentSince(app.database.db, channelId, new Date(0))).toEqual([usd(0.206)]);
    expect(sumOf(payments)).toEqual([usd(charged())]);
  });

  test('what the budget has no room for is held back with a sentence, other channels go on, and more money lets it go', async () => {
    const small = await withBudget(usd(0.05));
    const first = await planned('Knees bend.');
    const second = await planned('Elbows bend as well.');
    await publish(small, await claimOf(first.id));
    await publish(small, await claimOf(second.id));
    expect(await stateOf(first.id)).toMatchObject({ state: 'published' });
    expect(await stateOf(second.id)).toMatchObject({
      state: 'scheduled',
      holdReason: expect.stringMatching(
        /^Over budget: this costs about 0\.036 USD, and of the 0\.05 USD that @clinic_sandbox may spend this month 0\.0\d+ USD are spent or promised\./,
      ) as string,
    });
    expect(shown()).toBe(1);
    await publishDue(small);
    expect((await stateOf(second.id)).holdReason).not.toBeNull();

    await publishDue(await withBudget(usd(5)));
    expect((await stateOf(second.id)).holdReason).toBeNull();
    await publish(await withBudget(usd(5)), await claimOf(second.id));
    expect(await stateOf(second.id)).toMatchObject({ state: 'published' });
    expect(shown()).toBe(2);
  });

  test('when the month turns what was held goes on, never all at once', async () => {
    const small = await withBudget(usd(0.04));
    const ids: string[] = [];
    for (const words of ['Knees bend.', 'Elbows bend.', 'Necks turn.']) ids.push((await planned(words)).id);
    for (const id of ids) await publish(small, await claimOf(id));
    const held = ids.slice(1);
    for (const id of held) expect((await stateOf(id)).holdReason).toMatch(/^Over budget/);
    await still.advance(32 * day);
    // Room for all of them now.
    const wide = await withBudget(usd(5));
    await publishDue(wide);
    const times: number[] = [];
    for (const id of held) {
      const { holdReason, dueAt, state } = await stateOf(id);
      expect([holdReason, state]).toEqual([null, 'scheduled']);
      expect(dueAt.getTime()).toBeGreaterThan(app.now().getTime() - 60_000);
      times.push(dueAt.getTime());
    }
    const [one, two] = times.sort((a, b) => a - b);
    expect(two! - one!).toBeGreaterThanOrEqual(app.config.timetable.smallestGapMinutes * 60_000);
  });

  test('workers at once cannot each have the last of the money', async () => {
    const small = await withBudget(usd(0.05));
    const beside = await withBudget(usd(0.05), still.other);
    const claims: { publicationId: string; fence: number }[] = [];
    for (const what of ['Knees', 'Elbows', 'Necks', 'Hips', 'Toes', 'Thumbs', 'Wrists', 'Backs'])
      claims.push(await claimOf((await planned(`${what} bend.`)).id));
    const fits = await Promise.all(
      claims.map((claim, i) => isWithinBudget(i % 2 === 0 ? small : beside, claim)),
    );
    expect(fits.filter((fit) => fit)).toHaveLength(1);
    for (const claim of claims) await publish(small, claim);
    expect(shown()).toBe(1);
  });

  test('the month shows what is spent, what is planned and what will not fit', async () => {
    const wide = await withBudget(usd(0.09));
    const first = await planned('Knees bend.');
    await publish(wide, await claimOf(first.id));
    const second = await planned('Elbows bend.');
    const third = await planned('Necks turn.');
    expect(await monthsMoney(wide)).toMatchObject([
      { budget: usd(0.09), spent: [usd(0.015)], planned: [usd(0.072)], beyond: [third.id] },
    ]);
    expect(second.id).not.toBe(third.id);
  });

  test('a budget in another currency holds back and says so', async () => {
    const euros = await withBudget({ amount: 50, currency: 'EUR' });
    const { id } = await planned('Knees bend.');
    await publish(euros, await claimOf(id));
    expect((await stateOf(id)).holdReason).toMatch(/is in EUR, but X charges in USD/);
    expect(shown()).toBe(0);
  });

  test('a channel that used up its quarter of an hour waits, and the others do not', async () => {
    const sandbox = still.sandboxes.get('x')!;
    const headers = {
      authorization: `Bearer ${sandbox.tokens['access_token']}`,
      'content-type': 'application/json',
    };
    for (let i = 0; i < 99; i += 1) {
      const body = JSON.stringify({ text: `Made elsewhere, number ${i}` });
      await fetch(`${sandbox.url}/2/tweets`, { method: 'POST', headers, body });
    }
    const { id } = await planned('Knees bend.');
    await publish(app, await claimOf(id));
    expect(await stateOf(id)).toMatchObject({ state: 'published' });
    const channel = await still.channel('x');
    expect(channel.throttledUntil!.getTime()).toBeGreaterThan(app.now().getTime() + 10 * 60_000);
    expect(channel.throttledReason).toBe('X takes no more posts of this account for a while.');

    const waiting = await planned('Elbows bend.');
    const other = await scheduleExcerpts(app, await imported('Necks turn.'), {
      platforms: ['linkedin'],
      atOnce: true,
    });
    await still.advance(3 * 60_000);
    const claimed = (await claimDue(app.database.db, 6, 120, 100)).map((claim: Claim) => claim.id);
    expect(claimed).toEqual(other.publications.map((publication) => publication.id));
    await still.advance(13 * 60_000);
    // Its time went by, so it gets the next moment that is free; it is not lost.
    await publishDue(app);
    expect(await stateOf(waiting.id)).toMatchObject({ state: 'scheduled', holdReason: null });
  });
});
