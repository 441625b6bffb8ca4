import type { Channel } from '../domain/channel.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import { moneyInWords, sumOf, type Charge, type Money } from '../domain/money.ts';
import type { Platform } from '../platforms/contract.ts';
import { findChannel, listChannels } from '../store/channels.ts';
import { measureAges } from '../store/metrics.ts';
import { findPublication } from '../store/publications.ts';
import {
  committedSince,
  heldFor,
  holdClaimed,
  letGo,
  readingsBefore,
  reserve,
  thisMonth,
  type Month,
} from '../store/spending.ts';
import type { App } from './app.ts';

/** A hold for want of money begins so. */
const overBudget = 'Over budget: ';

/** Everything an excerpt is expected to cost: publishing, a question what became of it, and each reading of its numbers. */
export function chargesFor(platform: Platform, excerpt: Excerpt): Charge[] {
  const { publish, settle, measure } = platform.cost;
  return [...publish(excerpt), ...settle(excerpt), ...measureAges.flatMap(() => measure(excerpt))];
}

/** What a channel may spend in a month; undefined: as much as it likes. */
export function budgetOf(app: App, { name }: Pick<Channel, 'name'>): Money | undefined {
  return app.config.channels[name]?.monthlyBudget;
}

/**
 * Whether the month's budget of its channel has room for a claimed publication; the money is set aside then. Else it is held
 * back with a sentence. A stale claim is let through: whoever begins the attempt looks at that.
 */
export async function isWithinBudget(
  app: App,
  claim: { readonly publicationId: string; readonly fence: number },
): Promise<boolean> {
  const { db } = app.database;
  if (Object.values(app.config.channels).every(({ monthlyBudget }) => monthlyBudget === undefined))
    return true;
  const publication = await findPublication(db, claim.publicationId);
  if (publication?.state !== 'scheduled' || publication.fence !== claim.fence) return true;
  const channel = await findChannel(db, publication.channelId);
  const platform = app.platforms.find(({ id }) => id === publication.platform);
  const budget = channel === undefined ? undefined : budgetOf(app, channel);
  if (channel === undefined || platform === undefined || budget === undefined) return true;
  const costs = sumOf(chargesFor(platform, publication.excerpt));
  const [cost] = costs;
  if (cost === undefined) return true;
  const other = costs.find(({ currency }) => currency !== budget.currency);
  if (other !== undefined) {
    const reason = `${overBudget}the budget of ${channel.name} is in ${budget.currency}, but ${platform.name} charges in ${other.currency}: write it in ${other.currency} in config/channels.yaml.`;
    return !(await holdClaimed(db, claim, reason));
  }

  const month = await thisMonth(db, app.config.timetable.timeZone);
  const readings = await readingsToCome(app, platform, channel, month);
  const { fits, committed } = await reserve(db, {
    ...claim,
    ...cost,
    channelId: channel.id,
    since: month.start,
    most: budget.amount - readings,
  });
  if (fits) return true;
  const gone = moneyInWords({ ...budget, amount: committed + readings });
  const reason = `${overBudget}this costs about ${moneyInWords(cost)}, and of the ${moneyInWords(budget)} that ${channel.name} may spend this month ${gone} are spent or promised. It goes on when the month turns, or when the budget in config/channels.yaml is raised and Cutline started anew.`;
  if (await holdClaimed(db, claim, reason))
    app.log.warn({ publication: claim.publicationId, reason }, 'A publication is held back');
  return false;
}

/**
 * Lets publications go on that were held for want of money, as far as there is some now: the month has turned, or the budget
 * was raised. Their slots have gone by: what is done about that (the next free slot, the smallest gap) is as for any late one.
 * Resolves to whether there was any.
 */
export async function letGoWithinBudget(app: App): Promise<boolean> {
  const { db } = app.database;
  const held = await heldFor(db, overBudget);
  if (held.length === 0) return false;
  let any = false;
  const channels = new Map((await listChannels(db)).map((channel) => [channel.id, channel]));
  const month = await thisMonth(db, app.config.timetable.timeZone);
  const room = new Map<string, number>();
  for (const { id, platform: platformId, channelId, excerpt, holdReason } of held) {
    const channel = channels.get(channelId);
    const platform = app.platforms.find((each) => each.id === platformId);
    if (channel === undefined || platform === undefined || holdReason === null) continue;
    const budget = budgetOf(app, channel);
    const [cost] = sumOf(chargesFor(platform, excerpt));
    if (budget !== undefined && cost !== undefined) {
      if (cost.currency !== budget.currency) continue;
      const left =
        room.get(channelId) ??
        budget.amount -
          (await committedSince(db, channelId, month.start, budget.currency)) -
          (await readingsToCome(app, platform, channel, month));
      const fits = cost.amount <= left + 5e-7;
      room.set(channelId, fits ? left - cost.amount : left);
      if (!fits) continue;
    }
    if (await letGo(db, id, holdReason)) any = true;
  }
  return any;
}

/** What reading numbers will still cost this month for what is published already. */
export async function readingsToCome(
  app: App,
  platform: Platform,
  channel: Channel,
  month: Month,
): Promise<number> {
  const excerpts = await readingsBefore(app.database.db, channel.id, month.end);
  return sumOf(excerpts.flatMap((excerpt) => platform.cost.measure(excerpt)))[0]?.amount ?? 0;
}
