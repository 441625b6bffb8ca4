/** `amount` in units of the currency (0.015 is one and a half cents), `currency` in ISO 4217's letters. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Something a platform charges for; `what` is for a person: "a post with a link". */
export interface Charge extends Money {
  readonly what: string;
}

/**
 * A charge that has been made. Those of a publication that have the same `once` are one, however often they are told: a
 * process that goes on where another died may tell them again.
 */
export interface Payment extends Charge {
  readonly once?: string;
}

/** One sum for each currency, in the order in which they come. Millionths are kept, what lies below is a rounding error. */
export function sumOf(charges: readonly Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { amount, currency } of charges) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, amount]) => ({ amount: Math.round(amount * 1e6) / 1e6, currency }));
}

/** "0.20 USD", "0.015 USD": two decimals, a third and further only where they are needed. */
export function moneyInWords({ amount, currency }: Money): string {
  const exact = amount.toFixed(6).replace(/0+$/, '');
  const decimals = Math.max(2, exact.length - exact.indexOf('.') - 1);
  return `${amount.toFixed(decimals)} ${currency}`;
}
