// What people do while things break, at their moments and by the pages alone, and what they were answered.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { editedText } from './rows.mjs';

/**
 * `deeds`: as drawn, in one list for the batch. `channels`: `{platform: channel id}`. `look(rows)` is told how everything stands,
 * again and again; `timed`: what happens at a moment of its own, as promises.
 */
export function peopleOf(world, person, { name, deeds, publications, channels }) {
  /** What was done, and how it was answered: `{kind, key?, what?, isAccepted, askedAt, answeredAt, …}`. */
  const log = [];
  const underWay = new Set();
  const waiting = new Set();
  /** Publications for which somebody answers, or has, and which have not been seen to go on since. */
  const answered = new Map();
  const timed = [];
  const pathOf = (key) => `/publications/${name}-${key}`;

  for (const [number, deed] of deeds.entries()) {
    if (deed.kind === 'budget' && deeds.findIndex(({ kind }) => kind === 'budget') !== number) continue;
    if (deed.kind === 'budget' && !world.charging.includes(deed.platform)) continue;
    const each = { ...deed, number };
    // Everybody waits for the one who starts all anew, so that comes at a moment of its own.
    if (each.atMs === undefined && each.kind !== 'budget') waiting.add(each);
    else timed.push(pause(each.atMs ?? 300).then(() => begin(() => act(each))));
  }

  function begin(what) {
    const done = what().finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  }

  async function press(entry, place, fields) {
    const answer = await person.press(place, fields);
    log.push({ ...entry, ...answer });
    if (process.env.CHAOS_SAY) process.stderr.write(`${JSON.stringify(log.at(-1))}\n`);
    return answer;
  }

  async function act(deed) {
    const { kind, run, key, when, number } = deed;
    const common = { kind, run, key, when };
    switch (kind) {
      case 'cancel':
        return press(common, `${pathOf(key)}/cancellation`);
      case 'move': {
        const to = Math.ceil(world.now() / 60_000 + deed.minutes) * 60_000;
        const at = new Date(to).toISOString();
        return press({ ...common, to }, `${pathOf(key)}/slot`, { at, anyway: 'on' });
      }
      case 'edit': {
        const publication = publications.find((each) => each.key === key);
        const text = editedText(publication, name, deed.piece, number);
        return press({ ...common, piece: deed.piece, mark: number }, `${pathOf(key)}/pieces/${deed.piece}`, {
          text,
        });
      }
      case 'pause-publication':
        return pauseFor(deed, { ...common, what: key }, pathOf(key));
      case 'pause-channel':
        return pauseFor(
          deed,
          { ...common, what: `on ${deed.platform}` },
          `/channels/${channels[deed.platform]}`,
        );
      case 'pause-campaign':
        return pauseFor(deed, { ...common, what: 'campaign' }, `/campaigns/${world.campaign}`);
      case 'pause-everything':
        return pauseFor(deed, { ...common, what: 'everything' }, '');
      case 'budget':
        return withoutMoney(deed, { ...common, what: `money of ${deed.platform}` });
      default:
        throw new Error(`Nobody does that: ${kind}`);
    }
  }

  async function pauseFor({ forMs }, common, place) {
    if ((await press(common, `${place}/pause`)).isAccepted === false) return;
    await pause(forMs);
    // Nobody leaves before it goes on; what goes on already says so.
    for (let answer; answer === undefined || answer.hasGivenUp;)
      answer = await press({ ...common, kind: 'resume' }, `${place}/resumption`);
  }

  /** The month's budget is written so small that nothing fits, and Cutline is started anew; and later the other way round. */
  async function withoutMoney({ platform, forMs }, common) {
    const file = path.join(world.env.CUTLINE_CONFIG, 'channels.yaml');
    const budget = { monthlyBudget: '0.001 USD' };
    const askedAt = world.now();
    fs.writeFileSync(file, JSON.stringify({ channels: { [world.channelNames[platform]]: budget } }));
    await world.startAnew();
    log.push({ ...common, isAccepted: true, askedAt, answeredAt: world.now() });
    await pause(forMs);
    log.push({ ...common, kind: 'resume', isAccepted: true, askedAt: world.now() });
    fs.rmSync(file);
    await world.startAnew();
  }

  /** Somebody looks at the channel itself, and says whether it is there. */
  async function answerFor({ id }, { key, run, pieces }, posts) {
    const isThere = new Set(posts.map(({ piece }) => piece)).size === pieces;
    const common = { kind: isThere ? 'it is there' : 'it is not there', run, key, when: 'asked' };
    return isThere
      ? press(common, `${pathOf(key)}/sighting`, { address: posts[0].url ?? `https://example.org/${id}` })
      : press(common, `${pathOf(key)}/retry`);
  }

  return {
    timed,
    log,
    /** Whether somebody has not come to the end of what he does. */
    get isBusy() {
      return underWay.size > 0;
    },
    look(rows) {
      for (const deed of waiting) {
        const row = rows.find(({ id }) => id === `${name}-${deed.key}`);
        if (row === undefined) continue;
        const isMoment =
          deed.when === 'under way' ? row.state === 'publishing' : row.state === 'scheduled' && row.tries > 0;
        if (!isMoment) continue;
        waiting.delete(deed);
        void begin(() => act(deed));
      }
    },
    /** `open`: rows of which only a person can say what became. `wall()`: what is really there. */
    answer(open, wall) {
      for (const [id, isDone] of answered)
        if (isDone && !open.some((row) => row.id === id)) answered.delete(id);
      for (const row of open) {
        const publication = publications.find(({ key }) => row.id === `${name}-${key}`);
        if (publication === undefined || answered.has(row.id)) continue;
        answered.set(row.id, false);
        void begin(async () => {
          const posts = (await wall()).get(publication.key) ?? [];
          const { isAccepted } = await answerFor(row, publication, posts);
          // Who was refused looks again.
          if (isAccepted) answered.set(row.id, true);
          else answered.delete(row.id);
        });
      }
    },
  };
}
