import { createHash, timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../app/app.ts';
import { connections } from '../app/token-life.ts';
import { latenessSeconds, readFigures, type AttemptFigures } from '../store/figures.ts';
import { sinceBeat } from '../store/settings.ts';
import { inTime } from './health.ts';
import type { PageContext } from './page.ts';

/**
 * `GET /metrics`, in the text format of Prometheus, for whoever is signed in or shows the token of `CUTLINE_METRICS_TOKEN`. A call from this
 * machine alone opens nothing: behind a proxy everybody comes from this machine.
 */
export async function showMetrics(app: App, c: PageContext): Promise<Response> {
  if (c.get('session') === undefined && !isBearer(app, c.req.header('authorization'))) {
    c.header('www-authenticate', 'Bearer');
    return c.text(
      'Sign in, or set CUTLINE_METRICS_TOKEN and send "Authorization: Bearer <the same>".\n',
      401,
    );
  }
  const registry = new Registry();
  await enterFigures(app, registry);
  c.header('content-type', Registry.PROMETHEUS_CONTENT_TYPE);
  return c.body(await Registry.merge([registry, ofThisProcess]).metrics());
}

function isBearer({ config: { metricsToken } }: App, header: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (metricsToken === undefined || given === undefined) return false;
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(metricsToken));
}

/** All of it is read out of the store and the queue: it is so whichever process is asked. */
async function enterFigures(app: App, registry: Registry): Promise<void> {
  const { db } = app.database;
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> =>
    new Gauge({ name: `cutline_${name}`, help, labelNames, registers: [registry] });
  const [figures, depth, tokens, beat] = await Promise.all([
    inTime(readFigures(db), undefined),
    inTime(app.queue.depth(), undefined),
    inTime(connections(app), undefined),
    inTime(sinceBeat(db), null),
  ]);
  const up = gauge('up', 'Whether it gave an answer: 1 or 0.', ['part']);
  up.set({ part: 'database' }, figures === undefined ? 0 : 1);
  up.set({ part: 'queue' }, depth === undefined ? 0 : 1);

  const jobs = gauge('queue_jobs', 'Jobs in a queue; what failed is kept to be looked at.', [
    'queue',
    'state',
  ]);
  for (const { name, ...states } of depth ?? [])
    for (const [state, count] of Object.entries(states)) jobs.set({ queue: name, state }, count);

  const life = gauge(
    'token_life_seconds',
    'Seconds until the connection of a channel ends unless its owner connects it again; +Inf when nothing says that it ends.',
    ['channel', 'name', 'platform'],
  );
  for (const { channel, endsAt } of tokens ?? []) {
    const seconds = endsAt === null ? Infinity : (endsAt.getTime() - app.now().getTime()) / 1000;
    life.set({ channel: channel.id, name: channel.name, platform: channel.platform }, seconds);
  }

  if (beat !== null)
    gauge('heartbeat_age_seconds', 'Seconds since it was last looked what is due.').set(beat);
  if (figures === undefined) return;

  const publications = gauge('publications', 'Publications by state.', ['platform', 'state']);
  const backlog = gauge('settle_backlog', 'Publications of which it is not known what became.', ['platform']);
  for (const { id: platform } of app.platforms) backlog.set({ platform }, 0);
  for (const { platform, state, count } of figures.publications) {
    publications.set({ platform, state }, count);
    if (state === 'settling') backlog.set({ platform }, count);
  }
  gauge(
    'settle_oldest_seconds',
    'Seconds since the first try of the oldest of them; 0 when there is none.',
  ).set(figures.oldestUnsettledSeconds);
  gauge(
    'oldest_due_seconds',
    'Seconds since the time of the publication that should have gone out first and has not; 0 when none waits.',
  ).set(figures.oldestDueSeconds);
  const paused = gauge('paused', 'What a person, a budget or lateness holds back.', ['what']);
  for (const [what, count] of Object.entries(figures.paused)) paused.set({ what }, Number(count));
  gauge('channels_throttled', 'Channels that their platform wants no requests of just now.').set(
    figures.throttledChannels,
  );

  const attempts = new Counter({
    name: 'cutline_attempts_total',
    help: 'Tries to publish, and to find out what became of one, by how they ended.',
    labelNames: ['platform', 'kind', 'outcome'],
    registers: [registry],
  });
  for (const { platform, kind, outcome, count } of figures.attempts)
    attempts.inc({ platform, kind, outcome }, count);
  registry.registerMetric(new Lateness(figures.attempts));
}

type LatenessLabel = 'platform' | 'kind';

const lateness = {
  name: 'cutline_lateness_seconds',
  help: 'How much later than due tries have begun.',
  labelNames: ['platform', 'kind'] as const,
  buckets: [...latenessSeconds],
};

/** A histogram whose observations were made by whoever did the work, and lie in the store. */
class Lateness extends Histogram<LatenessLabel> {
  readonly #attempts: readonly AttemptFigures[];

  constructor(attempts: readonly AttemptFigures[]) {
    super({ ...lateness, registers: [] });
    this.#attempts = attempts;
  }

  /** What a registry asks a histogram for when it writes text. */
  getForPromString(): unknown {
    const { name, help } = lateness;
    return Promise.resolve({ name, help, type: 'histogram', values: [...this.#values()], aggregator: 'sum' });
  }

  *#values() {
    const { name } = lateness;
    for (const { labels, late, seconds } of this.#series()) {
      let below = 0;
      for (const [i, count] of late.entries()) {
        below += count;
        const le = latenessSeconds[i] ?? '+Inf';
        yield { metricName: `${name}_bucket`, labels: { le, ...labels }, value: below };
      }
      yield { metricName: `${name}_sum`, labels, value: seconds };
      yield { metricName: `${name}_count`, labels, value: below };
    }
  }

  #series() {
    const series = new Map<
      string,
      { labels: Record<LatenessLabel, string>; late: number[]; seconds: number }
    >();
    for (const { platform, kind, late, lateSeconds } of this.#attempts) {
      const key = `${platform} ${kind}`;
      const one = series.get(key) ?? { labels: { platform, kind }, late: late.map(() => 0), seconds: 0 };
      series.set(key, one);
      for (const [i, count] of late.entries()) one.late[i]! += count;
      one.seconds += lateSeconds;
    }
    return series.values();
  }
}

/** Memory, processor time and the lag of the event loop of the process that serves the pages. */
const ofThisProcess = new Registry();
collectDefaultMetrics({ register: ofThisProcess });
