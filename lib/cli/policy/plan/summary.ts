import type { PolicyBundle } from '../../../model/policy.ts';
import { subjectKey } from '../../../model/subject.ts';
import type { BackTest, EventSums } from './back-test.ts';
import type { Policies } from './compare.ts';
import type { EventCounts } from './past-events.ts';
import type { ActionTally, Hit, LeftTally, RuleTally, Tally } from './tally.ts';

interface PolicyName {
  readonly name: string;
  readonly hash: string;
}

/** What subjects, or events, come to. */
export interface Sums {
  readonly judged: number;
  readonly rules: readonly (RuleTally & { readonly accountName: string | null })[];
  readonly enforce: readonly ActionTally[];
  readonly left: readonly LeftTally[];
  readonly hit: {
    readonly accounts: readonly (Hit & { readonly accountName: string | null })[];
    readonly principals: readonly string[];
    readonly images: { readonly count: number; readonly some: readonly string[] };
  };
}

/** A back-test in numbers. */
export interface Summary {
  readonly policy: PolicyName;
  readonly against: PolicyName | null;
  readonly at: string;
  readonly inventory: Sums & { readonly badLines: number; readonly lackingFacts: number };
  readonly pastEvents: Sums & EventSums & EventCounts;
}

export const summaryOf = (
  { after, before }: Policies,
  tested: BackTest,
  counts: EventCounts,
  now: Date,
  accountName: (account: string) => string | null,
): Summary => ({
  policy: nameOf(after),
  against: before === null ? null : nameOf(before),
  at: now.toISOString(),
  inventory: {
    ...sumsOf(tested.subjects, accountName),
    badLines: tested.badLines,
    lackingFacts: tested.unread,
  },
  pastEvents: { ...sumsOf(tested.events, accountName), ...tested.eventSums, ...counts },
});

const nameOf = ({ name, hash }: PolicyBundle): PolicyName => ({ name, hash });

const sumsOf = (tally: Tally, accountName: (account: string) => string | null): Sums => ({
  judged: tally.subjects,
  rules: tally.rules.map((one) => ({ ...one, accountName: accountName(one.account) })),
  enforce: tally.actions,
  left: tally.left,
  hit: {
    accounts: tally.hits.map((one) => ({ ...one, accountName: accountName(one.account) })),
    principals: [
      ...new Set(tally.actions.flatMap(({ principals }) => principals.map(({ principal }) => principal))),
    ],
    images: { count: tally.images.count, some: tally.images.some.map(subjectKey) },
  },
});
