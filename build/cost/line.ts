import { PRICES, type PriceName } from './prices.ts';

/** One line of a bill: so much of something at a price. */
export interface Line {
  readonly what: string;
  /** As it is reckoned, for people. */
  readonly formula: string;
  readonly usd: number;
}

/** A number that a quantity is the product of, with what it counts. */
export type Factor = readonly [count: number, of: string];

const numberText = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });

/** A line whose quantity is the product of the factors. */
export const line = (what: string, price: PriceName, ...factors: readonly Factor[]): Line => {
  const { usd, per, unit } = PRICES[price];
  const quantity = factors.reduce((product, [count]) => product * count, 1);
  const each = per === 1 ? numberText(usd) : `${numberText(usd)} per ${numberText(per)}`;
  return {
    what,
    formula: `${factors.map(([count, of]) => `${numberText(count)} ${of}`).join(' × ')} × ${each} ${unit}`,
    usd: (quantity * usd) / per,
  };
};

/** What lines come to together, in USD. */
export const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
