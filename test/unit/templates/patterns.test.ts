import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { families } from '../../../lib/events/families.ts';
import { hub, member, ofType } from './templates.ts';

const Rule = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  Targets: z.array(z.object({ DeadLetterConfig: z.object({ Arn: z.string() }) })),
});

const rulesOf = (resources: typeof member.Resources): readonly z.infer<typeof Rule>[] =>
  [...ofType(resources, 'AWS::Events::Rule').values()].map(({ Properties }) => Rule.parse(Properties));

/** Every `eventName` that stands anywhere in a pattern. */
const namesIn = (pattern: unknown): readonly unknown[] => {
  if (typeof pattern !== 'object' || pattern === null) return [];
  return Object.entries(pattern).flatMap(([key, value]) =>
    key === 'eventName' && Array.isArray(value) ? (value as unknown[]) : namesIn(value),
  );
};

const [hubRule, ...otherHubRules] = rulesOf(hub.resources.Resources);
const [memberRule, ...otherMemberRules] = rulesOf(member.Resources);

it('there is one rule on either side, with the same pattern', () => {
  expect([otherHubRules, otherMemberRules]).toEqual([[], []]);
  expect(hubRule?.EventPattern).toEqual(memberRule?.EventPattern);
});

it('the pattern lets through the calls that the parser knows, and no others', () => {
  expect([...new Set(namesIn(hubRule?.EventPattern))].sort()).toEqual([...families.keys()].sort());
});

describe.each([
  ['hub', hubRule],
  ['member', memberRule],
])('the rule of the %s', (_, rule) => {
  it('stays within EventBridge’s limits: 2,048 characters, 5 targets', () => {
    expect(JSON.stringify(rule?.EventPattern).length).toBeLessThanOrEqual(2048);
    expect(rule?.Targets.length).toBeLessThanOrEqual(5);
  });

  it('keeps what its target does not take', () => {
    expect(rule?.Targets.map(({ DeadLetterConfig }) => DeadLetterConfig.Arn)).toEqual([
      rule === hubRule ? 'ChangesDeadLetters.Arn' : 'Undelivered.Arn',
    ]);
  });
});
