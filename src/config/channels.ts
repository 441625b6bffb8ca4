import { z } from 'zod';
import type { Money } from '../domain/money.ts';
import { section } from './schema.ts';
import { readYaml } from './yaml-file.ts';

export interface ChannelSettings {
  /** What may be spent there in a calendar month. */
  readonly monthlyBudget?: Money;
}

/** Settings of channels, by the names they have in Cutline; whether there is such a channel is known to the database alone. */
export function readChannels(file: string): Readonly<Record<string, ChannelSettings>> {
  const { channels } = readYaml(file, schema);
  return Object.fromEntries(
    Object.entries(channels).map(([name, { monthlyBudget }]) => [
      name,
      monthlyBudget === undefined ? {} : { monthlyBudget },
    ]),
  );
}

const money = z.string().transform((text, context): Money => {
  const [, amount, currency] = /^(\d{1,9}(?:\.\d{1,6})?)\s*([A-Z]{3})$/.exec(text.trim()) ?? [];
  if (amount === undefined || currency === undefined) {
    context.addIssue('is not an amount of money: write a number and a currency, such as 20 USD');
    return z.NEVER;
  }
  return { amount: Number(amount), currency };
});

const schema = section({
  channels: z.record(z.string().min(1), section({ monthlyBudget: money.optional() })).default({}),
});
