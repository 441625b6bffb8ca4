import { moneyInWords, sumOf, type Charge, type Money } from '../domain/money.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import { listChannels } from '../store/channels.ts';
import { listPublications } from '../store/publications.ts';
import { spentSince, thisMonth } from '../store/spending.ts';
import type { App } from './app.ts';
import { budgetOf, chargesFor, readingsToCome } from './budget.ts';

/** What a plan will cost on one channel; channels of platforms that charge for nothing have none. */
export interface PlanCost {
  readonly channelId: string;
  readonly channel: string;
  readonly platform: string;
  /** Everything together, one sum for each currency. */
  readonly total: readonly Money[];
  /** The same by what is charged for: "2 × a post", the dearest first. */
  readonly parts: readonly (Charge & { readonly count: number })[];
  readonly budget: Money | null;
  /** The whole for a person. */
  readonly sentence: string;
}

/** What publishing these, asking after them and reading their numbers will cost: to be shown before they are accepted. */
export async function planCost(
  app: App,
  planned: readonly { readonly excerpt: Excerpt; readonly channelId: string }[],
): Promise<PlanCost[]> {
  const channels = await listChannels(app.database.db);
  return channels.flatMap((channel): PlanCost[] => {
    const platform = app.platforms.find(({ id }) => id === channel.platform);
    if (platform === undefined) return [];
    const charges = planned
      .filter(({ channelId }) => channelId === channel.id)
      .flatMap(({ excerpt }) => chargesFor(platform, excerpt));
    if (charges.length === 0) return [];
    const total = sumOf(charges);
    const parts = partsOf(charges);
    const budget = budgetOf(app, channel) ?? null;
    const listed = parts.map((part) => `${part.count} × ${part.what} ${moneyInWords(part)}`).join('; ');
    const limit = budget === null ? '' : ` It may spend ${moneyInWords(budget)} a month.`;
    const sentence = `${platform.name} (${channel.name}): about ${total.map(moneyInWords).join(' and ')}: ${listed}.${limit}`;
    return [
      { channelId: channel.id, channel: channel.name, platform: platform.id, total, parts, budget, sentence },
    ];
  });
}

function partsOf(charges: readonly Charge[]): (Charge & { readonly count: number })[] {
  const kinds = new Map<string, Charge[]>();
  for (const charge of charges) {
    const key = `${charge.currency} ${charge.what}`;
    kinds.set(key, [...(kinds.get(key) ?? []), charge]);
  }
  return [...kinds.values()]
    .map((alike) => ({ ...sumOf(alike)[0]!, what: alike[0]!.what, count: alike.length }))
    .sort((a, b) => b.amount - a.amount);
}

/** Where the money of a channel stands this month. */
export interface MonthsMoney {
  readonly channelId: string;
  readonly budget: Money | null;
  readonly spent: readonly Money[];
  /** Reading the numbers of what is published, until the month ends. */
  readonly readings: number;
  /** What is planned for this month and not out yet. */
  readonly planned: readonly Money[];
  /** Of those the ones that will be held back, as things stand, in the order of their slots. */
  readonly beyond: readonly string[];
}

/** For each channel that is charged for anything or has a budget. */
export async function monthsMoney(app: App): Promise<MonthsMoney[]> {
  const { db } = app.database;
  const month = await thisMonth(db, app.config.timetable.timeZone);
  const waiting = await listPublications(db, { states: ['scheduled'], before: month.end });
  const found: MonthsMoney[] = [];
  for (const channel of await listChannels(db)) {
    const platform = app.platforms.find(({ id }) => id === channel.platform);
    if (platform === undefined) continue;
    const budget = budgetOf(app, channel) ?? null;
    const spent = await spentSince(db, channel.id, month.start);
    const readings = await readingsToCome(app, platform, channel, month);
    const own = waiting
      .filter(({ channelId }) => channelId === channel.id)
      .map(({ id, excerpt }) => ({ id, charges: chargesFor(platform, excerpt) }));
    const planned = sumOf(own.flatMap(({ charges }) => charges));
    if (budget === null && spent.length === 0 && planned.length === 0) continue;
    let left =
      (budget?.amount ?? Infinity) -
      readings -
      (spent.find(({ currency }) => currency === budget?.currency)?.amount ?? 0);
    const beyond: string[] = [];
    for (const { id, charges } of own) {
      const cost = sumOf(charges)[0]?.amount ?? 0;
      if (cost > left + 5e-7) beyond.push(id);
      else left -= cost;
    }
    found.push({ channelId: channel.id, budget, spent, readings, planned, beyond });
  }
  return found;
}
