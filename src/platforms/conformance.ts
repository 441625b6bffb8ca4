import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutcomeKind } from '../domain/attempt.ts';
import { metricNames, type MetricName } from '../domain/metric.ts';
import { sumOf } from '../domain/money.ts';
import { bindCall, type Exchange } from '../net/request.ts';
import type { FaultEnv, FaultInput } from '../sandbox/faults.ts';
import { World } from '../sandbox/state.ts';
import {
  callTo,
  openMediaShelf,
  sampleExcerpt,
  startRig,
  Story,
  type MediaShelf,
  type Rig,
} from './conformance-rig.ts';
import type { Platform } from './contract.ts';

/** What every platform must do, run against its own sandbox over loopback. */
export function describePlatform(platform: Platform): void {
  describe(platform.name, () => {
    let shelf: MediaShelf;
    let rig: Rig;
    beforeAll(async () => {
      shelf = await openMediaShelf();
    });
    afterAll(() => shelf.close());
    beforeEach(async () => {
      rig = await startRig(platform);
    });
    afterEach(() => rig.close());

    const tell = (from: Rig = rig, pieces = 1): Story =>
      new Story(from, sampleExcerpt(platform, pieces), shelf.filesFor(platform));
    const accepting = (fault: Omit<FaultInput, 'method' | 'path'>): FaultInput => ({
      ...fault,
      ...rig.sandbox.definition.accepts,
    });

    describe('account', () => {
      it('opens channels with the seeded tokens', async () => {
        const tokens = platform.tokenFile.parse(rig.sandbox.tokens);
        const identified = await platform.identify(tokens, rig.call, rig.clock.now);
        expect(identified.kind).toBe('channels');
        for (const channel of identified.kind === 'channels' ? identified.channels : []) {
          expect(channel.remoteId).not.toBe('');
          expect(channel.name).not.toBe('');
          expect(Object.values(channel.tokens).every((value) => typeof value === 'string')).toBe(true);
        }
      });

      it('takes a token file as the sandbox gives it, and refuses unknown keys and an empty one', () => {
        expect(platform.tokenFile.safeParse(rig.sandbox.tokens).success).toBe(true);
        expect(platform.tokenFile.safeParse({ ...rig.sandbox.tokens, surprise: 'yes' }).success).toBe(false);
        expect(platform.tokenFile.safeParse({}).success).toBe(false);
      });

      it('says that a renewal is not needed, or gives tokens that open the same channel', async () => {
        rig.clock.advance(55 * 24 * 3600);
        const refreshed = await platform.refresh(rig.channel, rig.call, rig.clock.now);
        expect(['unneeded', 'tokens']).toContain(refreshed.kind);
        const tokens = refreshed.kind === 'tokens' ? refreshed.tokens : rig.channel.tokens;
        expect(Object.keys(tokens)).toEqual(expect.arrayContaining(Object.keys(rig.channel.tokens)));
        const end = await tell({ ...rig, channel: { ...rig.channel, tokens } }).toEnd();
        expect(end.kind).toBe('published');
      });

      it('identifies nobody over a connection that is refused, and says so as a value', async () => {
        const call = callTo(platform, await closedPort(), []);
        expect((await platform.identify(rig.channel.tokens, call, rig.clock.now)).kind).toBe('unavailable');
      });
    });

    describe('publish', () => {
      it('makes exactly one post with exactly the words, at the address it gives', async () => {
        const story = tell();
        const end = await story.toEnd();
        expect(end).toMatchObject({ kind: 'published' });
        expect(textsOf(rig)).toEqual(story.excerpt.pieces);
        if (end.kind !== 'published') return;
        expect(end.remoteIds.length).toBeGreaterThan(0);
        const page = await fetch(end.url);
        expect(page.status).toBe(200);
        expect(await page.text()).toContain('Which injections help a sore knee?');
      });

      it('makes no second post when asked again with the same memory', async () => {
        const story = tell();
        await story.toEnd();
        rig.clock.advance(3600);
        expect((await story.publish()).kind).toBe('published');
        expect(rig.sandbox.posts()).toHaveLength(1);
        expect((await story.settle()).kind).toBe('published');
      });

      it('ends unavailable when the connection is refused, and publishes once it is not', async () => {
        const story = tell();
        const outcome = await story.publish(callTo(platform, await closedPort(), []));
        expect(outcome.kind).toBe('unavailable');
        expect(rig.sandbox.posts()).toHaveLength(0);
        expect((await story.toEnd(outcome)).kind).toBe('published');
        expect(rig.sandbox.posts()).toHaveLength(1);
      });

      it('ends unauthorized with a dead token, and nothing is made', async () => {
        rig.sandbox.faults.set([rig.sandbox.definition.refusals.unauthorized]);
        expect((await tell().untilFaultsAreMet()).kind).toBe('unauthorized');
        expect(rig.sandbox.posts()).toHaveLength(0);
      });

      it('ends throttled with a time in the future, and publishes after it', async () => {
        rig.sandbox.faults.set([rig.sandbox.definition.refusals.throttled]);
        const story = tell();
        const outcome = await story.untilFaultsAreMet();
        expect(outcome.kind).toBe('throttled');
        if (outcome.kind === 'throttled')
          expect(outcome.retryAt.getTime()).toBeGreaterThan(rig.clock.now().getTime());
        expect(rig.sandbox.posts()).toHaveLength(0);
        expect((await story.toEnd(outcome)).kind).toBe('published');
        expect(rig.sandbox.posts()).toHaveLength(1);
      });

      if (platform.text.maxPieces > 1) {
        it('carries a thread of three through a cut in its middle, each piece once and in order', async () => {
          rig.sandbox.faults.set([accepting({ kind: 'cut-after', after: 1 })]);
          const story = tell(rig, 3);
          expect((await story.toEnd()).kind).toBe('published');
          expect(textsOf(rig)).toEqual(story.excerpt.pieces);
        });
      }
    });

    describe('exactly once', () => {
      /** It was accepted; the answer told something else or nothing. */
      const accepted: readonly Omit<FaultInput, 'method' | 'path'>[] = [
        { kind: 'cut-after' },
        { kind: 'answer-after', status: 500, body: { message: 'Internal error' } },
        { kind: 'answer-after', status: 503, body: '<html>Service unavailable</html>' },
      ];
      for (const fault of accepted) {
        it(`accepted, then ${nameOf(fault)}: settling finds it, and it exists once`, async () => {
          rig.sandbox.faults.set([accepting(fault)]);
          const story = tell();
          const outcome = await story.untilFaultsAreMet();
          expect(['unknown', 'processing']).toContain(outcome.kind);
          expect(rig.sandbox.posts().length).toBeLessThanOrEqual(1);
          const publishes = story.publishes;
          const end = await story.toEnd(outcome);
          expect(end).toMatchObject({ kind: 'published', url: expect.stringMatching(/^http/) as string });
          expect(story.publishes).toBe(publishes);
          expect(textsOf(rig)).toEqual(story.excerpt.pieces);
        });
      }

      it('cut before anything was done: settling finds nothing, a second publish makes it once', async () => {
        rig.sandbox.faults.set([accepting({ kind: 'cut-before' })]);
        const story = tell();
        const outcome = await story.untilFaultsAreMet();
        expect(['unknown', 'processing', 'unavailable']).toContain(outcome.kind);
        expect(rig.sandbox.posts()).toHaveLength(0);
        const publishes = story.publishes;
        expect((await story.toEnd(outcome)).kind).toBe('published');
        expect(story.publishes).toBeGreaterThan(publishes);
        expect(story.outcomes.some(({ kind }) => kind === 'unavailable' || kind === 'ready')).toBe(true);
        expect(textsOf(rig)).toEqual(story.excerpt.pieces);
      });

      it('reads that lag prove nothing before the third time of asking', async () => {
        rig.sandbox.faults.set([{ kind: 'lag', ms: 45_000 }, accepting({ kind: 'cut-after' })]);
        const story = tell();
        let outcome = await story.untilFaultsAreMet();
        for (let asked = 1; asked <= 2 && outcome.kind !== 'published'; asked += 1) {
          rig.clock.advance(5);
          outcome = await story.settle();
          expect(['unknown', 'processing', 'published']).toContain(outcome.kind);
        }
        expect((await story.toEnd(outcome)).kind).toBe('published');
        expect(rig.sandbox.posts()).toHaveLength(1);
      });

      it('is found though our clock is hours ahead of the platform’s, or behind it', async () => {
        for (const skewMs of [3 * 3_600_000, -3 * 3_600_000]) {
          const other = await startRig(platform);
          other.sandbox.faults.set([accepting({ kind: 'cut-after' })]);
          const story = tell(other);
          story.skewMs = skewMs;
          const outcome = await story.untilFaultsAreMet();
          const { publishes } = story;
          const end = await story.toEnd(outcome);
          expect([skewMs, end.kind, story.publishes - publishes, textsOf(other).length]).toEqual([
            skewMs,
            'published',
            0,
            1,
          ]);
          await other.close();
        }
      });

      it('the same words that another publication has put there are not taken for its own', async () => {
        const first = tell();
        const end = await first.toEnd();
        if (end.kind !== 'published') throw new Error(end.reason);
        rig.clock.advance(3600);
        rig.sandbox.faults.set([accepting({ kind: 'cut-before' })]);
        const second = tell();
        for (const id of end.remoteIds) second.others.add(id);
        await second.untilFaultsAreMet();
        for (let asked = 1; asked <= 4; asked += 1) {
          rig.clock.advance(60);
          expect((await second.settle()).kind).not.toBe('published');
        }
      });

      it('a settle that is refused, throttled or unanswered never claims that nothing was made', async () => {
        const { refusals } = rig.sandbox.definition;
        rig.sandbox.faults.set([accepting({ kind: 'cut-after' })]);
        const story = tell();
        let outcome = await story.untilFaultsAreMet();
        for (const fault of [
          refusals.unauthorized,
          refusals.throttled,
          { status: 503, body: '' },
          { status: 404, body: '' },
        ]) {
          const { status, body, headers } = fault as FaultInput;
          rig.sandbox.faults.set([
            { kind: 'answer-before', status, body, ...(headers && { headers }), times: 99 },
          ]);
          outcome = await story.settle();
          expect([status, outcome.kind]).toEqual([
            status,
            expect.stringMatching(/^(unknown|processing|published)$/),
          ]);
        }
        rig.sandbox.faults.set([]);
        expect((await story.toEnd(outcome)).kind).toBe('published');
        expect(rig.sandbox.posts()).toHaveLength(1);
      });

      it('restored from a backup of any moment, what has been made since is found', async () => {
        const pieces = Math.min(3, platform.text.maxPieces);
        const first = await whole(platform, tell, pieces);
        const pasts = first.pasts.length;
        await first.rig.close();
        for (let at = 0; at < pasts; at += 1) {
          const story = await whole(platform, tell, pieces);
          const { publishes } = story;
          const end = await story.restore(story.pasts[at]!);
          expect([at, end.kind, story.publishes - publishes, textsOf(story.rig)]).toEqual([
            at,
            'published',
            0,
            story.excerpt.pieces,
          ]);
          await story.rig.close();
        }
      });

      it('restored from a backup, what has not been made is made once', async () => {
        const story = tell();
        expect((await story.restore(new Map())).kind).toBe('published');
        expect(textsOf(rig)).toEqual(story.excerpt.pieces);
      });

      it('whichever request meets whichever accident, one post is made', async () => {
        const requests = await requestsOf(platform, tell);
        expect(requests).toBeGreaterThan(0);
        const accidents: readonly FaultInput[] = [
          { kind: 'cut-before' },
          { kind: 'cut-after' },
          { kind: 'answer-before', status: 503, body: '' },
          { kind: 'answer-after', status: 502, body: '' },
        ];
        for (let after = 0; after < requests; after += 1) {
          for (const accident of accidents) {
            const other = await startRig(platform);
            other.sandbox.faults.set([{ ...accident, after }]);
            const end = await tell(other).toEnd();
            expect([nameOf(accident), after, end.kind, textsOf(other).length]).toEqual([
              nameOf(accident),
              after,
              'published',
              1,
            ]);
            await other.close();
          }
        }
      });

      it('wherever the process dies while it writes something down, one post is made', async () => {
        for (const kept of [true, false]) {
          for (let after = 0; after < 20; after += 1) {
            const other = await startRig(platform);
            const story = tell(other);
            story.death = { after, kept };
            const end = await story.toEnd();
            expect([kept, after, end.kind, textsOf(other).length]).toEqual([kept, after, 'published', 1]);
            await other.close();
            if (story.death !== undefined) break;
          }
        }
      });
    });

    describe('money and limits', () => {
      it('is paid for what it said it would cost, once, even when the answer was lost', async () => {
        const pieces = platform.text.maxPieces > 1 ? 3 : 1;
        for (const fault of [[], [accepting({ kind: 'cut-after', after: pieces - 1 })]]) {
          const other = await startRig(platform);
          other.sandbox.faults.set(fault);
          const story = tell(other, pieces);
          expect((await story.toEnd()).kind).toBe('published');
          await story.publish();
          const keyed = other.payments.filter(({ once }) => once !== undefined);
          const once = new Map(keyed.map((payment) => [payment.once, payment]));
          expect(sumOf([...once.values()])).toEqual(sumOf(platform.cost.publish(story.excerpt)));
          await other.close();
        }
      });

      it('is paid for reading numbers what it said', async () => {
        const story = tell();
        const end = await story.toEnd();
        const before = rig.payments.length;
        await platform.measure(
          end.kind === 'published' ? end.remoteIds : [],
          rig.channel,
          rig.call,
          rig.clock.now,
        );
        expect(sumOf(rig.payments.slice(before))).toEqual(sumOf(platform.cost.measure(story.excerpt)));
      });

      it('asks for no rest while the platform is calm, and counts what its documents limit', async () => {
        const heard: Exchange[] = [];
        const addresses = Object.fromEntries(
          Object.keys(platform.addresses).map((base) => [base, rig.sandbox.url]),
        );
        const call = bindCall({
          addresses,
          secrets: [],
          heard: async (exchange) => void heard.push(exchange),
        });
        await tell().publish(call);
        expect(heard.length).toBeGreaterThan(0);
        expect(heard.map((exchange) => platform.rest(exchange, rig.clock.now()))).toEqual(
          heard.map(() => undefined),
        );
        for (const { name, most, timeZone, units, sentence } of platform.allowances) {
          const used = heard.reduce((sum, exchange) => sum + units(exchange), 0);
          expect([name, used]).toEqual([name, Math.min(Math.max(used, 0), most)]);
          expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
          expect(sentence).not.toBe('');
        }
      });

      it('says of its tokens when they are to be renewed, and then renews them', async () => {
        const { renewFrom, usableUntil } = platform.tokenLife(rig.channel);
        if (renewFrom === null) return;
        if (usableUntil !== null) expect(renewFrom.getTime()).toBeLessThan(usableUntil.getTime());
        rig.clock.advanceTo(new Date(renewFrom.getTime() - 2000));
        expect((await platform.refresh(rig.channel, rig.call, rig.clock.now)).kind).toBe('unneeded');
        rig.clock.advance(3);
        const refreshed = await platform.refresh(rig.channel, rig.call, rig.clock.now);
        expect(refreshed.kind).toBe('tokens');
        if (refreshed.kind !== 'tokens') return;
        const later = platform.tokenLife({ ...rig.channel, ...refreshed });
        expect(later.renewFrom!.getTime()).toBeGreaterThan(rig.clock.now().getTime());
      });
    });

    describe('measure', () => {
      it('gives numbers that never fall', async () => {
        const end = await tell().toEnd();
        const remoteIds = end.kind === 'published' ? end.remoteIds : [];
        const before = new Map<MetricName, number>();
        for (const hours of [0, 1, 24, 24 * 7, 24 * 28]) {
          rig.clock.advance(hours * 3600);
          await rig.renew();
          const measured = await platform.measure(remoteIds, rig.channel, rig.call, rig.clock.now);
          expect(measured.kind).toBe('measured');
          if (measured.kind !== 'measured') return;
          const names = measured.metrics.map(({ name }) => name);
          expect(names).toEqual([...new Set(names)]);
          for (const { name, value } of measured.metrics) {
            expect(metricNames).toContain(name);
            expect([name, value]).toEqual([name, Math.max(value, before.get(name) ?? 0)]);
            before.set(name, value);
          }
        }
        expect(before.get('views')).toBeGreaterThan(0);
      });
    });

    it('never lets a secret into a reason, even when the platform repeats it', async () => {
      const secrets = Object.entries(rig.channel.tokens)
        .filter(([key, value]) => /token|secret/.test(key) && !/expires/.test(key) && value.length >= 6)
        .map(([, value]) => value);
      expect(secrets.length).toBeGreaterThan(0);
      const { refusals } = rig.sandbox.definition;
      const reasons: string[] = [];
      const kinds = new Set<OutcomeKind | string>();
      for (const refusal of [refusals.unauthorized, refusals.throttled]) {
        for (const status of [refusal.status, 400, 500]) {
          const body = repeating(refusal.body, secrets);
          const fault: FaultInput = { kind: 'answer-before', status, body, times: 999 };
          rig.sandbox.faults.set([fault]);
          const story = tell();
          const answers = [
            await story.publish(),
            await story.settle(),
            await platform.identify(rig.channel.tokens, rig.call, rig.clock.now),
            await platform.measure(['1'], rig.channel, rig.call, rig.clock.now),
          ];
          rig.sandbox.faults.set([]);
          for (const answer of answers) {
            kinds.add(answer.kind);
            if ('reason' in answer) reasons.push(answer.reason);
          }
        }
      }
      expect(kinds).toContain('unauthorized');
      expect(reasons.length).toBeGreaterThan(6);
      expect(reasons.filter((reason) => reason.trim() === '')).toEqual([]);
      expect(reasons.filter((reason) => secrets.some((secret) => reason.includes(secret)))).toEqual([]);
    });

    it('imitates just the endpoints it says it does', async () => {
      const definition = await platform.sandbox();
      const app = new Hono<FaultEnv>();
      definition.routes(app, new World({}));
      const routes = new Set(
        app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
      );
      const said = definition.coverage
        .filter(({ state }) => state !== 'absent')
        .map(({ method, path }) => `${method} ${path}`);
      expect([...routes].sort()).toEqual([...said].sort());
      const absent = definition.coverage.filter(({ state }) => state === 'absent');
      expect(absent.filter(({ method, path }) => routes.has(`${method} ${path}`))).toEqual([]);
    });
  });
}

/** In the order in which they were made. */
function textsOf(rig: Rig): string[] {
  return rig.sandbox
    .posts()
    .map(({ text }) => text)
    .reverse();
}

/** How many requests it takes to publish when nothing goes wrong. */
/** A publication that has gone out, on an imitation of its own. The caller closes that. */
async function whole(
  platform: Platform,
  tell: (rig: Rig, pieces: number) => Story,
  pieces: number,
): Promise<Story> {
  const story = tell(await startRig(platform), pieces);
  expect((await story.toEnd()).kind).toBe('published');
  return story;
}

async function requestsOf(platform: Platform, tell: (rig: Rig) => Story): Promise<number> {
  const rig = await startRig(platform);
  const plenty = 999;
  rig.sandbox.faults.set([{ kind: 'slow', ms: 0, times: plenty }]);
  await tell(rig).toEnd();
  const requests = plenty - rig.sandbox.faults.left;
  await rig.close();
  return requests;
}

/** The same body, every sentence of it ending in the secrets. */
function repeating(body: unknown, secrets: readonly string[]): unknown {
  if (typeof body === 'string') return body.includes(' ') ? `${body} ${secrets.join(' ')}` : body;
  if (Array.isArray(body)) return body.map((part) => repeating(part, secrets));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, repeating(value, secrets)]));
}

function nameOf(fault: Pick<FaultInput, 'kind' | 'status'>): string {
  return fault.status === undefined ? fault.kind : `${fault.kind} ${fault.status}`;
}

/** An address of this machine at which nobody listens. */
async function closedPort(): Promise<string> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
