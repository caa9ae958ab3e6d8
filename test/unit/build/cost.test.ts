import { describe, expect, it } from 'vitest';
import { billOfEvents } from '../../../build/cost/bill-of-events.ts';
import { billOfMonth } from '../../../build/cost/bills.ts';
import { line, sumOf } from '../../../build/cost/line.ts';
import { costPage } from '../../../build/cost/page.ts';
import { PRICES } from '../../../build/cost/prices.ts';
import { USAGE } from '../../../build/cost/usage.ts';
import { hub } from '../templates/templates.ts';

describe('a line of a bill', () => {
  it('is the product of its factors at its price, and says so', () => {
    expect(line('Queue', 'queue', [2_000_000, 'messages'], [3, 'requests'])).toEqual({
      what: 'Queue',
      formula: '2,000,000 messages × 3 requests × 0.4 per 1,000,000 requests',
      usd: 2.4,
    });
    expect(line('Key', 'key', [1, '']).usd).toBe(1);
    expect(sumOf([line('a', 'dashboard', [2, '']), line('b', 'key', [1, ''])])).toBe(7);
  });

  it.each(Object.entries(PRICES))('has a price, %s, with its source and its date', (_, price) => {
    expect(price.usd).toBeGreaterThan(0);
    expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\/[\w/-]+\/pricing\//);
    expect(price.asOf).toMatch(/^20\d\d-\d\d$/);
  });
});

describe('the page', () => {
  const page = costPage();

  it('holds every line of each bill with its formula, and what they come to', () => {
    for (const bill of [billOfEvents(1), billOfEvents(3), billOfMonth(4), billOfMonth(17)]) {
      for (const { what, formula, usd } of bill)
        expect(page).toContain(`| ${what} | ${formula} | ${usd.toFixed(2)} |`);
      expect(page).toContain(`**${sumOf(bill).toFixed(2)}**`);
    }
  });

  it('reckons with the guard that serverless.yml deploys', () => {
    const guard = hub.functions['guard'];
    expect(guard?.memorySize).toBe(USAGE.guardMemory * 1024);
    // The bill of a storm, three at once.
    expect(guard?.events.map(({ sqs }) => [sqs.batchSize, sqs.maximumConcurrency])).toEqual([[3, 33]]);
  });

  it('says which goals are met, and which are not', () => {
    const rows = page.split('\n').filter((row) => row.includes('at most '));
    const sums = [billOfEvents(1), billOfEvents(3), billOfMonth(4), billOfMonth(17)].map(sumOf);
    expect(rows.map((row) => row.includes('MISSED'))).toEqual(
      sums.map((sum, index) => sum > (index < 2 ? 5 : 50)),
    );
  });
});
