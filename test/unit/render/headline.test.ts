import { describe, expect, it } from 'vitest';
import { InstanceId } from '../../../lib/model/ids.ts';
import { headline, standing } from '../../../lib/render/headline.ts';
import { everybody, fixed, grantedRecord, record } from './sample-record.ts';

const cause = { ...record().cause, refused: 'Client.OperationNotPermitted' };

describe('where a finding stands', () => {
  it.each([
    ['CRITICAL open', record()],
    ['LOW open', record({ severity: 'low' })],
    ['CRITICAL open, attempt refused', record({}, { cause })],
    ['CRITICAL not fixed', record({}, { outcome: { kind: 'refused', reason: 'over the limit' } })],
    [
      'CRITICAL fix not verified',
      record(
        {},
        {
          outcome: {
            kind: 'unverified',
            before: { launchPermission: [everybody] },
            after: { launchPermission: [everybody] },
            reason: 'still there',
          },
        },
      ),
    ],
    [
      'HIGH not checked',
      record({
        severity: 'high',
        detail: { kind: 'unreadable', datum: 'launchPermission', code: 'UnauthorizedOperation' },
      }),
    ],
    ['Waived by W-2026-014', record({ waiver: 'W-2026-014' }, { status: 'waived' })],
    ['Waived until 2026-09-08T10:00 UTC', grantedRecord()],
    ['Fixed', fixed()],
    ['Closed', record({}, { status: 'closed' })],
    ['In grace', record({ graceUntil: '2026-09-01T10:30:00Z' }, { status: 'pending' })],
  ])('%s', (expected, given) => {
    expect(standing(given)).toBe(expected);
    expect(headline(given)).toBe(
      `${expected}: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1`,
    );
  });
});

it('of an account-region names no image, and of an instance the instance', () => {
  const { account, region } = record().finding.ref;
  expect(headline(record({ ref: { account, region }, rule: 'guardrails' }))).toBe(
    'CRITICAL open: guardrails, 222233334444 eu-west-1',
  );
  const instance = InstanceId.parse('i-0a1b2c3d4e5f60718');
  expect(headline(record({ ref: { account, region, instance }, rule: 'launch' }))).toBe(
    'CRITICAL open: launch, i-0a1b2c3d4e5f60718, 222233334444 eu-west-1',
  );
});
