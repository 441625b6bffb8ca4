// What happens in one run, drawn from the seed: the publications, the faults and what people do. The same seed and number give the
// same run.

/** Steps of the protocol at which a process can die, in the order in which they are reached. */
const deadlySteps = [
  'claim:after',
  'begin:before',
  'begin:after',
  'renew:after',
  'request',
  'sent',
  'answer',
  'name:before',
  'name:after',
  'end:before',
  'end:after',
  'unsettled:after',
];
/** Where a process may stand still for long: no transaction is open there, so nobody waits for it. */
const frozenSteps = [
  'begin:after',
  'renew:before',
  'renew:after',
  'renew:after',
  'request',
  'request',
  'request',
  'answer',
  'name:before',
  'end:before',
];
/** Steps at which a tick and not a publication is at work. */
const ofTicks = ['claim:after', 'unsettled:after'];
/** Steps of a request. */
export const ofRequests = ['request', 'sent', 'answer'];
/** A third of a day more than three. */
const outageSeconds = 80 * 3600;

/** Kinds of fault and how often each is drawn beside the others. */
const kinds = {
  both: {
    'cut-connecting': 1,
    'cut-before': 3,
    'cut-during': 2,
    'cut-after': 4,
    'error-after': 3,
    'error-before': 1,
    hang: 1,
    'time-out': 1,
    slow: 2,
    lag: 1,
    blind: 0.15,
    throttled: 1,
    'dead-token': 1,
    'kill-at-step': 5,
    'kill-any-time': 2,
    'same-job-twice': 2,
    'two-ticks': 1,
    'clock-jump': 1,
    outage: 0.2,
  },
  redis: {
    freeze: 2,
    sleep: 1,
    'kill-web': 1,
    'skewed-clock': 0.5,
    'database-clock': 0.5,
    'redis-killed-back-empty': 1,
    'redis-flush': 1.5,
    'postgres-restart': 1,
  },
  embedded: { sleep: 2, 'disk-full': 1 },
};

/** What people do, and how often each is drawn beside the others. */
const deeds = {
  cancel: 2,
  move: 2,
  edit: 2,
  'pause-publication': 2,
  'pause-channel': 1,
  'pause-campaign': 1,
  'pause-everything': 0.3,
  budget: 0.2,
};

/** `{publications: [{key, platform, pieces, dueMs, inCampaign}], faults: [{kind, …}], deeds: [{kind, …}]}` */
export function drawRun(seed, run, mode, platforms, { only, without }) {
  const random = generator(seed, run);
  const isWanted = ([kind]) => (only === undefined || only.includes(kind)) && !without.includes(kind);
  const count = 2 + random.below(3);
  const publications = Array.from({ length: count }, (_, i) => {
    const platform = random.of(platforms);
    return {
      key: `k${run}p${i}k`,
      run,
      platform: platform.id,
      pieces: platform.text.maxPieces > 1 && random.below(4) > 0 ? 2 + random.below(3) : 1,
      dueMs: 500 + random.below(3000),
    };
  });
  const weights = Object.entries({ ...kinds.both, ...kinds[mode] }).filter(isWanted);
  const faults = Array.from({ length: weights.length === 0 ? 0 : 1 + random.below(2) }, () =>
    drawFault(random.weighted(weights), run, random, publications),
  ).flat();
  const possible = Object.entries(deeds).filter(isWanted);
  return {
    run,
    publications: publications.map((each) => ({ ...each, inCampaign: random.below(2) === 0 })),
    faults,
    deeds: Array.from({ length: possible.length === 0 ? 0 : random.below(3) }, () =>
      drawDeed(random.weighted(possible), run, random, publications),
    ),
  };
}

/**
 * What one person does, and when: at any time, in the moment before the slot, while an attempt is under way, or while the next one
 * is waited for. What is paused goes on after `forMs`.
 */
function drawDeed(kind, run, random, publications) {
  const { key, platform, pieces, dueMs } = random.of(publications);
  const atAnyTime = 300 + random.below(4000);
  const nearSlot = Math.max(0, dueMs - random.below(1300) + 150);
  const when = random.of(['any time', 'near the slot', 'near the slot', 'under way', 'between tries']);
  return {
    kind,
    run,
    key,
    platform,
    when,
    atMs: when === 'any time' ? atAnyTime : when === 'near the slot' ? nearSlot : undefined,
    minutes: random.of([1, 2, 10, 60, 600, 3000]),
    piece: 1 + random.below(pieces),
    forMs: 200 + random.below(2500),
  };
}

function drawFault(kind, run, random, publications) {
  const { key, platform } = random.of(publications);
  const atMs = 300 + random.below(4000);
  const common = { kind, run };
  /** Of one publication: at the request that makes it public, or at any. */
  const atStep = (step, nth) =>
    ofTicks.includes(step)
      ? { ...common, step, nth: 1 + random.below(6) }
      : {
          ...common,
          platform,
          key,
          step,
          nth,
          accepting: ofRequests.includes(step) && random.below(3) > 0,
        };
  switch (kind) {
    case 'cut-before':
    case 'cut-after':
    case 'error-after':
    case 'error-before':
    case 'hang':
    case 'slow':
      return {
        ...common,
        platform,
        accepting: random.below(3) > 0,
        after: random.below(4),
        status: random.of([500, 502, 503, 504]),
        ms: kind === 'hang' ? 500 + random.below(700) : 100 + random.below(800),
      };
    case 'time-out':
      return { ...common, platform, accepting: true, after: random.below(3), ms: 30_000 };
    case 'throttled':
    case 'dead-token':
      return { ...common, platform, after: random.below(4), times: 1 + random.below(2) };
    case 'lag':
      return { ...common, platform, ms: 5000 + random.below(50_000) };
    case 'blind':
      // The answer is lost, and then nobody can look for hours: a person is asked.
      return [
        { ...common, platform, times: 25 + random.below(20) },
        {
          ...common,
          kind: random.of(['cut-after', 'cut-before']),
          platform,
          accepting: true,
          after: random.below(2),
        },
      ];
    case 'kill-at-step':
      return atStep(random.of(deadlySteps), random.of([1, 1, 1, 2, 3]));
    case 'cut-connecting':
      return atStep('request', random.of([1, 1, 2]));
    case 'cut-during':
      return atStep('sent', random.of([1, 1, 2]));
    case 'freeze':
      // One of two: the other takes over. Back while that one looks, when it may have done the work, or after all is done.
      return {
        ...atStep(random.of(frozenSteps), random.of([1, 1, 1, 2])),
        thawAfter: random.of([100, 250, 600, Infinity, Infinity]),
      };
    case 'sleep':
      // The whole machine: nobody takes over, and the clock has gone on when it wakes.
      return {
        ...atStep(random.of(frozenSteps), random.of([1, 1, 2])),
        seconds: random.of([20, 40, 100, 400, 4000]),
      };
    case 'kill-any-time':
      return { ...common, worker: random.below(2), atMs };
    case 'skewed-clock':
      return { ...common, worker: random.below(2), atMs, skewMs: random.below(200_000) - 100_000 };
    case 'clock-jump':
      return { ...common, atMs, seconds: 60 + random.below(1200) };
    case 'database-clock':
      return { ...common, atMs, seconds: random.below(7200) - 3600 };
    case 'outage':
      return { ...common, atMs, seconds: outageSeconds };
    default:
      return { ...common, atMs, pick: random.below(1000) };
  }
}

/** Mulberry32 over a hash of seed and run. */
function generator(seed, run) {
  let state = 0x811c9dc5;
  for (const letter of `${seed}/${run}`) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return {
    below,
    of: (list) => list[below(list.length)],
    weighted: (entries) => {
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1))[0];
    },
  };
}
