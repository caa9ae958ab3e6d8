import { describe, expect, it } from 'vitest';
import type { RemediationSetting } from '../../../lib/model/policy.ts';
import { isAnswered } from '../../../lib/policy/answered.ts';
import type { Failure } from '../../../lib/policy/rule.ts';

const now = new Date('2026-09-01T12:00:00Z');
const old: Failure = { detail: { kind: 'attribute', attribute: 'age', value: null }, reason: 'old' };
const due: Failure = {
  detail: { ...old.detail, by: '2026-12-01T00:00:00.000Z' } as Failure['detail'],
  reason: 'due',
};
const device: Failure = {
  detail: { kind: 'device', device: '/dev/sda', snapshot: null, kmsKey: null },
  reason: 'plain',
};
const tag: Failure = { detail: { kind: 'tag', tag: 'a', value: null }, reason: 'missing' };

const by = (
  action: RemediationSetting['action'],
  options?: RemediationSetting['options'],
): RemediationSetting => ({
  action,
  limitPerHour: null,
  approval: 'auto',
  ...(options === undefined ? {} : { options }),
});
const image = (
  state: 'available' | 'disabled',
  deprecatedAt: string | null = null,
  createdAt: string | null = '2026-05-01T00:00:00Z',
  tags: Readonly<Record<string, string>> = {},
) => ({ state, deprecatedAt, createdAt, tags });

const inAMonth = by('deprecate', { deprecateAfter: 154 * 86_400 });

describe('isAnswered', () => {
  it.each<[string, Failure, RemediationSetting | null, ReturnType<typeof image>, boolean]>([
    ['nothing is to be done', old, null, image('disabled', '2026-01-01T00:00:00Z'), false],
    ['something else is', old, by('deregister'), image('disabled', '2026-01-01T00:00:00Z'), false],
    ['it is no attribute', tag, by('disable'), image('disabled'), false],
    ['to be disabled, and is not', old, by('disable'), image('available', '2026-01-01T00:00:00Z'), false],
    ['to be disabled, and is', old, by('disable'), image('disabled'), true],
    ['to be deprecated, and is not', old, by('deprecate'), image('available'), false],
    ['to be deprecated, and is', old, by('deprecate'), image('available', '2026-01-01T00:00:00Z'), true],
    ['to be deprecated, and is disabled', old, by('deprecate'), image('disabled'), true],
    ['deprecated within the hour', old, by('deprecate'), image('available', '2026-09-01T13:00:00Z'), true],
    ['deprecated later', old, by('deprecate'), image('available', '2026-09-01T13:00:00.001Z'), false],
    ['deprecated when the policy says', old, inAMonth, image('available', '2026-10-02T00:00:00Z'), true],
    ['deprecated later than it says', old, inAMonth, image('available', '2026-10-02T00:00:00.001Z'), false],
    [
      'the same, nobody knows when it was made',
      old,
      inAMonth,
      image('available', '2026-10-02T00:00:00Z', null),
      false,
    ],
    ['the same, within the hour', old, inAMonth, image('available', '2026-09-01T13:00:00Z', null), true],
    ['due by an instant of its own', due, inAMonth, image('available', '2026-10-02T00:00:00Z'), false],
    ['due, and deprecated within the hour', due, inAMonth, image('available', '2026-09-01T13:00:00Z'), true],
    ['a device, nothing is to be done', device, null, image('disabled'), false],
    ['a device, no word on the original', device, by('encrypted-copy'), image('disabled'), false],
    [
      'a device, options of another kind',
      device,
      by('encrypted-copy', { kmsKey: 'k' }),
      image('disabled'),
      false,
    ],
    [
      'a device, the original is kept',
      device,
      by('encrypted-copy', { source: { after: 'keep', deregisterAfter: null } }),
      image('disabled'),
      false,
    ],
    [
      'a device, the original is disabled',
      device,
      by('encrypted-copy', { source: { after: 'disable', deregisterAfter: null } }),
      image('disabled'),
      true,
    ],
    ...(
      [
        ['for less than it is to be', '2026-08-02T12:00:00.001Z', true],
        ['for as long as it is to be', '2026-08-02T12:00:00.000Z', false],
        ['since nobody knows when', 'yesterday', true],
      ] as const
    ).map(
      ([since, replacedAt, answered]): [
        string,
        Failure,
        RemediationSetting,
        ReturnType<typeof image>,
        boolean,
      ] => [
        `a device, the original has been disabled ${since}`,
        device,
        by('encrypted-copy', { source: { after: 'disable', deregisterAfter: 30 * 86_400 } }),
        image('disabled', null, null, { 'ami-warden:replaced-at': replacedAt }),
        answered,
      ],
    ),
    [
      'a device, somebody disabled the original',
      device,
      by('encrypted-copy', { source: { after: 'disable', deregisterAfter: 1 } }),
      image('disabled'),
      true,
    ],
    [
      'a device, the original is to be',
      device,
      by('encrypted-copy', { source: { after: 'disable', deregisterAfter: null } }),
      image('available'),
      false,
    ],
  ])('%s', (_, failure, remediation, facts, answered) => {
    expect(isAnswered(failure, remediation, facts, now)).toBe(answered);
  });
});
