import { describe, expect, it } from 'vitest';
import { families } from '../../../lib/events/families.ts';
import { parseEvent } from '../../../lib/events/parse.ts';
import { matches } from '../../../lib/sandbox/routing/match.ts';
import { anyCall } from '../events/any-call.ts';
import { HUB_RULES, MEMBER_RULES, type Rule } from './rules.ts';

/** Every `eventName` that stands anywhere in a pattern. */
const namesIn = (pattern: unknown): readonly unknown[] => {
  if (typeof pattern !== 'object' || pattern === null) return [];
  return Object.entries(pattern).flatMap(([key, value]) =>
    key === 'eventName' && Array.isArray(value) ? (value as unknown[]) : namesIn(value),
  );
};

const patterns = (rules: readonly Rule[]): readonly unknown[] => rules.map(({ pattern }) => pattern);

it('there are two rules on either side, with the same patterns', () => {
  expect(HUB_RULES.map(({ id }) => id)).toEqual(['ChangesRule', 'AttemptsRule']);
  expect(MEMBER_RULES.map(({ id }) => id)).toEqual(['ForwardRule', 'AttemptsRule']);
  expect(patterns(HUB_RULES)).toEqual(patterns(MEMBER_RULES));
});

it('the patterns let through the calls that the parser knows, and no others', () => {
  expect([...new Set(namesIn(patterns(HUB_RULES)))].sort()).toEqual([...families.keys()].sort());
});

describe.each([...HUB_RULES, ...MEMBER_RULES].map((rule) => [rule.name, rule] as const))(
  'the rule %s',
  (_, rule) => {
    it('stays within EventBridge’s limits: 2,048 characters, 5 targets', () => {
      expect(JSON.stringify(rule.pattern).length).toBeLessThanOrEqual(2048);
      expect(rule.targets.length).toBeLessThanOrEqual(5);
    });

    it('keeps what its target does not take', () => {
      expect(rule.targets.map(({ DeadLetterConfig }) => DeadLetterConfig.Arn)).toEqual([
        HUB_RULES.includes(rule) ? 'ChangesDeadLetters.Arn' : 'Undelivered.Arn',
      ]);
    });
  },
);

const CODES = [
  undefined,
  'Server.InternalError',
  'Server.InsufficientInstanceCapacity',
  'Client.UnauthorizedOperation',
  'UnauthorizedOperation',
  'Client.OperationNotPermitted',
  'Client.AccessDenied',
  'AccessDeniedException',
  'Client.AuthFailure',
  'Client.DeclarativePolicyViolation',
  'Client.Blocked',
  'Client.InvalidAMIID.NotFound',
  'Client.InvalidParameterValue',
  'Client.DryRunOperation',
  'Client.RequestLimitExceeded',
];

it.each([...families.keys()])(
  '%s comes through for the ends that the parser makes something of, once',
  (eventName) => {
    for (const code of CODES) {
      const event = anyCall(eventName, code === undefined ? {} : { errorCode: code, responseElements: null });
      const isOurs = parseEvent(event).kind !== 'ignored';
      for (const rules of [HUB_RULES, MEMBER_RULES]) {
        const taking = rules.filter(({ pattern }) => matches(pattern, event)).length;
        expect([code, taking]).toEqual([code, isOurs ? 1 : 0]);
      }
    }
  },
);
