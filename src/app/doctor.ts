import fs from 'node:fs';
import path from 'node:path';
import { sentenceOf } from '../domain/errors.ts';
import { moneyInWords, type Money } from '../domain/money.ts';
import { listChannels } from '../store/channels.ts';
import { databaseTime } from '../store/database.ts';
import { countStates } from '../store/publications.ts';
import type { App } from './app.ts';
import { checkTemplates } from './check-templates.ts';
import { monthsMoney } from './plan-cost.ts';
import { lockedSentence, waysOut } from './other-key.ts';
import { tokenOutlook, type TokenOutlook } from './token-life.ts';

/** One thing that was looked at. `advice` says what to do when it is not well. */
export interface Finding {
  readonly what: string;
  readonly state: 'well' | 'warning' | 'wrong';
  readonly found: string;
  readonly advice?: string;
}

const leastFreeBytes = 500 * 1024 * 1024;
const mostClockSkewMs = 5000;
const warnDaysAhead = 7;

/** Looks at everything an open app stands on. */
export async function examine(app: App): Promise<Finding[]> {
  return [
    ...(await database(app)),
    await queue(app),
    ...(await channels(app)),
    ...(await money(app)),
    disk(app),
    publicAddress(app),
  ];
}

/** What can be seen without a store. */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  return {
    what: 'Node',
    state: fits ? 'well' : 'wrong',
    found: version,
    ...(fits ? {} : { advice: 'Install Node 20.19 or newer.' }),
  };
}

/** The words around excerpts and the cards of pictures and films; what is wrong in one names file and line. */
export async function examineTemplates(app: Pick<App, 'config' | 'platforms'>): Promise<Finding> {
  const what = 'templates';
  try {
    await checkTemplates(app);
  } catch (error) {
    const found = sentenceOf(error);
    if (found === undefined) throw error;
    return { what, state: 'wrong', found, advice: 'Cutline does not start before that.' };
  }
  return { what, state: 'well', found: app.config.templatesFolder };
}

async function database(app: App): Promise<Finding[]> {
  const { kind, db } = app.database;
  const where = kind === 'embedded' ? `embedded, in ${app.config.dataFolder}` : 'PostgreSQL of DATABASE_URL';
  const there = await databaseTime(db).catch(() => undefined);
  if (there === undefined) {
    return [
      {
        what: 'database',
        state: 'wrong',
        found: `${where}: no answer`,
        advice: 'Start PostgreSQL, or mend DATABASE_URL.',
      },
    ];
  }
  const counts = await countStates(db);
  const skewMs = Math.abs(there.getTime() - app.now().getTime());
  return [
    {
      what: 'database',
      state: 'well',
      found: `${where}; ${
        Object.entries(counts)
          .map(([state, count]) => `${count} ${state}`)
          .join(', ') || 'no publications yet'
      }`,
    },
    skewMs <= mostClockSkewMs
      ? { what: 'clock', state: 'well', found: `${skewMs} ms from the database's` }
      : {
          what: 'clock',
          state: 'warning',
          found: `${Math.round(skewMs / 1000)} s from the database's`,
          advice: "Set this machine's clock by NTP; the database's decides what is due.",
        },
  ];
}

async function queue(app: App): Promise<Finding> {
  if (!(await app.queue.ping()))
    return { what: 'queue', state: 'wrong', found: 'no answer', advice: 'Start Redis, or mend REDIS_URL.' };
  const depth = await app.queue.depth();
  const failed = depth.reduce((sum, each) => sum + each.failed, 0);
  const waiting = depth.reduce((sum, each) => sum + each.waiting + each.delayed, 0);
  return {
    what: 'queue',
    state: 'well',
    found: `${app.config.redis === undefined ? 'in the database' : 'on Redis'}; jobs to come: ${waiting}, broken ones kept: ${failed}`,
  };
}

async function channels(app: App): Promise<Finding[]> {
  const { db } = app.database;
  const all = await listChannels(db);
  if (all.length === 0) {
    return [
      {
        what: 'channels',
        state: 'warning',
        found: 'none',
        advice:
          'Connect one: cutline channels add <platform> --token-file <file>; or try the sandbox: npm start.',
      },
    ];
  }
  return (await tokenOutlook(app)).map((outlook) => connection(app, outlook));
}

function connection(app: App, { channel, endsAt, refused, tooLate }: TokenOutlook): Finding {
  const { platform, name, sandbox, state, throttledUntil, throttledReason } = channel;
  const what = `channel ${name}`;
  const where = `${platform}, ${sandbox ? 'sandbox' : 'real'}`;
  if (refused === lockedSentence)
    return {
      what,
      state: 'wrong',
      found: `${where}: ${refused.replace(/^I/, 'i')}`,
      advice: waysOut(app.config),
    };
  if (state === 'unauthorized') {
    return {
      what,
      state: 'wrong',
      found: `${where}: the platform refuses its tokens`,
      advice: 'Connect it again: cutline channels add.',
    };
  }
  const daysLeft = endsAt === null ? Infinity : (endsAt.getTime() - app.now().getTime()) / 86_400_000;
  if (endsAt !== null && (refused !== null || tooLate.length > 0 || daysLeft < warnDaysAhead)) {
    const [first] = tooLate;
    const late =
      first === undefined
        ? 'nothing is planned for later'
        : `${tooLate.length} planned publications come later, the first on ${first.dueAt.toISOString()}`;
    return {
      what,
      state: refused !== null && tooLate.length > 0 ? 'wrong' : 'warning',
      found: `${where}: its connection ends on ${endsAt.toISOString()}; ${late}${refused === null ? '' : `. ${refused.replace(/\.$/, '')}`}`,
      advice: 'Connect it again before then: cutline channels add.',
    };
  }
  if (throttledUntil !== null && throttledUntil > app.now()) {
    return {
      what,
      state: 'warning',
      found: `${where}: waits until ${throttledUntil.toISOString()}. ${throttledReason ?? ''}`.trim(),
    };
  }
  return { what, state: 'well', found: `${where}, ${state}` };
}

async function money(app: App): Promise<Finding[]> {
  const channels = await listChannels(app.database.db);
  const unknown = Object.keys(app.config.channels).filter((name) =>
    channels.every((channel) => channel.name !== name),
  );
  const findings = (await monthsMoney(app)).map(({ channelId, budget, spent, planned, beyond }): Finding => {
    const name = channels.find(({ id }) => id === channelId)?.name ?? channelId;
    const sums = (all: readonly Money[]): string => all.map(moneyInWords).join(' and ') || 'nothing';
    const found = `${sums(spent)} spent this month, ${sums(planned)} planned${budget === null ? ', no budget' : ` of ${moneyInWords(budget)}`}`;
    return beyond.length === 0
      ? { what: `money of ${name}`, state: 'well', found }
      : {
          what: `money of ${name}`,
          state: 'warning',
          found: `${found}; ${beyond.length} publications will be held back`,
          advice: 'Raise monthlyBudget in config/channels.yaml, or cancel some.',
        };
  });
  return [
    ...findings,
    ...unknown.map((name): Finding => ({
      what: 'config/channels.yaml',
      state: 'warning',
      found: `names "${name}", but no channel is called so`,
      advice: 'Write the name as "cutline channels list" shows it.',
    })),
  ];
}

function disk(app: App): Finding {
  const { bavail, bsize } = fs.statfsSync(nearestFolder(app.config.dataFolder));
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free at ${app.config.dataFolder}`;
  return free >= leastFreeBytes
    ? { what: 'disk', state: 'well', found }
    : { what: 'disk', state: 'warning', found, advice: 'Make room: pictures, films and the database grow.' };
}

/** With PostgreSQL the data folder is made when the first picture is. */
function nearestFolder(folder: string): string {
  return fs.existsSync(folder) ? folder : nearestFolder(path.dirname(folder));
}

function publicAddress(app: App): Finding {
  const { publicUrl } = app.config;
  return publicUrl === undefined
    ? {
        what: 'public address',
        state: 'well',
        found: 'none',
        advice:
          'Set CUTLINE_PUBLIC_URL before you connect a real account that fetches its pictures from us (see the README).',
      }
    : { what: 'public address', state: 'well', found: publicUrl };
}
