import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { expect, test, vi } from 'vitest';
import { logTelemetry } from '../../../lib/config/log-telemetry.ts';
import { parseEvent } from '../../../lib/events/parse.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { AccountId, ImageId, Region } from '../../../lib/model/ids.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { anyCall } from '../events/any-call.ts';

/** The metrics of a happening at ten past eight, by name. */
const metricsOf = (happening: Happening): Readonly<Record<string, number>> => {
  const metrics = new Metrics({ namespace: 'AmiWarden/dev', serviceName: 'guard' });
  const added = vi.spyOn(metrics, 'addMetric').mockReturnValue(metrics);
  const logger = new Logger({ serviceName: 'guard', logLevel: 'SILENT' });
  logTelemetry(logger, metrics, { now: () => new Date('2026-11-02T08:10:00.500Z') }).note(happening);
  return Object.fromEntries(added.mock.calls.map(([name, , value]) => [name, value]));
};

const parsed = (event: unknown): Happening => ({ kind: 'parsed', event: parseEvent(event) });

test('a change that is looked at says how long ago it was made, in milliseconds', () => {
  const call = anyCall('DeregisterImage', { eventTime: '2026-11-02T08:03:07Z' });
  expect(metricsOf(parsed(call))).toEqual({ Changes: 1, EventLag: 413_500 });
});

test('a clock that is behind makes it no less than at once', () => {
  expect(
    metricsOf(parsed(anyCall('DeregisterImage', { eventTime: '2026-11-02T08:10:09Z' })))['EventLag'],
  ).toBe(0);
});

test('what is ignored, malformed or no event has none', () => {
  expect(metricsOf(parsed(anyCall('DescribeImages', {})))).toEqual({ Ignored: 1 });
  expect(metricsOf(parsed(anyCall('DeregisterImage', { recipientAccountId: 'x' })))).toEqual({
    Malformed: 1,
  });
  expect(metricsOf({ kind: 'fault', where: 'x', message: 'x', retryable: true })).toEqual({ Faults: 1 });
});

test('a timer of our own has none: it comes late on purpose', () => {
  const ref = {
    account: AccountId.parse('111122223333'),
    region: Region.parse('us-east-1'),
    image: ImageId.parse('ami-0a1b2c3d4e5f60718'),
  };
  const timer = recheckEnvelope(ref, '2026-11-02T08:00:00.000Z', '2026-11-02T07:00:00.000Z');
  expect(metricsOf(parsed(timer))).toEqual({ Changes: 1 });
});

test('coverage counts account-regions by how they are looked after', () => {
  expect(
    metricsOf({ kind: 'coverage', counts: { reporting: 10, stale: 2, silent: 1, 'never-enrolled': 3 } }),
  ).toEqual({
    Reporting: 10,
    Partial: 0,
    Stale: 2,
    Silent: 1,
    Denied: 0,
    NeverEnrolled: 3,
    Uncovered: 6,
  });
});

test.each([
  ['done', { Remediated: 1 }],
  ['unneeded', { Unneeded: 1 }],
  ['refused', { RemediationFailed: 1 }],
  ['unverified', { RemediationFailed: 1 }],
  // Hours of an encrypted copy are nobody's failure, and must not wake anybody.
  ['under-way', {}],
] as const)('an action that ended %s counts as %j', (kind, expected) => {
  const ref = {
    account: AccountId.parse('111122223333'),
    region: Region.parse('us-east-1'),
    image: ImageId.parse('ami-0a1b2c3d4e5f60718'),
  };
  const action = {
    action: 'encrypted-copy',
    rule: 'encryption',
    writes: [],
    findings: [],
    limitPerHour: null,
  } as const;
  const outcome = { kind, before: {}, after: {}, requestId: null, reason: 'AWS copies it' };
  expect(metricsOf({ kind: 'applied', ref, action, outcome })).toEqual(expected);
});
