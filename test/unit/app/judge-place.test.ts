import { describe, expect, it } from 'vitest';
import { judgePlace } from '../../../lib/app/coverage/judge-place.ts';
import type { CoverageEntry } from '../../../lib/model/coverage.ts';
import { AccountId, ImageId, Region } from '../../../lib/model/ids.ts';
import type { KnownPlace } from '../../../lib/model/inventory.ts';
import { sweptAt as swept } from '../swept.ts';

const place = { account: AccountId.parse('222233334444'), region: Region.parse('us-east-1') };
const limits = { silentHours: 48, staleHours: 24 };
const NOW = new Date('2026-03-05T10:00:00.000Z');

const entry: CoverageEntry = {
  place,
  expectation: 'expected',
  expectedSince: '2026-03-01T10:00:00.000Z',
  attempt: null,
  told: null,
};

const known = (more: Partial<KnownPlace>): KnownPlace => ({
  place,
  guardrails: {},
  counts: [],
  limits: [],
  swept: null,
  sweeping: null,
  heardAt: null,
  ...more,
});

const refused = {
  sweep: 'sweep-2',
  at: '2026-03-05T09:00:00.000Z',
  fault: { operation: 'AssumeRole', code: 'AccessDenied', message: 'AssumeRole: AccessDenied: not you' },
};
const refusal = {
  image: null,
  operation: 'DescribeImages',
  code: 'UnauthorizedOperation',
  message: 'by SCP',
};

const judge = (one: Partial<CoverageEntry>, its: Partial<KnownPlace> | null) => {
  const { status, why, since } = judgePlace({ ...entry, ...one }, its && known(its), limits, NOW);
  return [status, why, since];
};

describe('an account-region that is expected', () => {
  it('reports when it was swept whole within the hours set', () => {
    const at = '2026-03-04T10:00:01.000Z';
    expect(judge({}, { swept: swept(at), heardAt: at })).toEqual(['reporting', `12 images at ${at}`, at]);
  });

  it('is stale from the hour on at which the last sweep is too old, though events still come', () => {
    const at = '2026-03-04T10:00:00.000Z';
    expect(judge({}, { swept: swept(at), heardAt: '2026-03-05T09:59:00.000Z' })).toEqual([
      'stale',
      `last swept at ${at}`,
      '2026-03-05T10:00:00.000Z',
    ]);
  });

  it('is silent when neither event nor sweep came for longer than that', () => {
    expect(
      judge({}, { swept: swept('2026-03-02T10:00:00.000Z'), heardAt: '2026-03-03T10:00:00.000Z' }),
    ).toEqual(['silent', 'last heard of at 2026-03-03T10:00:00.000Z', '2026-03-05T10:00:00.000Z']);
    expect(judge({}, null)).toEqual(['silent', 'nothing was ever heard of it', '2026-03-03T10:00:00.000Z']);
  });

  it('is not silent a second before', () => {
    expect(judge({}, { heardAt: '2026-03-03T10:00:01.000Z' })[0]).toBe('stale');
  });

  it('waits for its first sweep, and is stale when that does not come', () => {
    expect(judge({ expectedSince: '2026-03-04T10:00:01.000Z' }, null)[0]).toBe('waiting');
    expect(judge({ expectedSince: '2026-03-04T10:00:00.000Z' }, null)).toEqual([
      'stale',
      'no sweep ever ended',
      '2026-03-05T10:00:00.000Z',
    ]);
  });

  it('says of a sweep that was cut off when that one began, and what stopped the last try', () => {
    const sweeping = swept('2026-03-04T11:00:00.000Z', { endedAt: null });
    const fault = { operation: 'DescribeImages', code: 'RequestLimitExceeded', message: 'slower' };
    expect(
      judge({ attempt: { ...refused, fault } }, { sweeping, heardAt: '2026-03-05T09:00:00.000Z' })[1],
    ).toBe(
      'no sweep ever ended; one that began at 2026-03-04T11:00:00.000Z has not ended; the last sweep failed with ' +
        'DescribeImages: RequestLimitExceeded: slower',
    );
  });

  it('reports in part when something could not be read, or is still to be', () => {
    const at = '2026-03-05T09:00:00.000Z';
    const gap = { ...refusal, image: ImageId.parse('ami-0bbbbbbbbbbbbbb01'), code: 'InternalError' };
    expect(judge({}, { swept: swept(at, { gaps: [gap], gapCount: 3 }), heardAt: at })).toEqual([
      'partial',
      '3 could not be read, the first by DescribeImages: InternalError',
      at,
    ]);
    expect(judge({}, { swept: swept(at, { permissionsLeft: 41_000 }), heardAt: at })).toEqual([
      'partial',
      '41000 launch permissions are still to be read',
      at,
    ]);
  });

  it('reports when nothing but its limits was refused, and says which read it was', () => {
    const at = '2026-03-05T09:00:00.000Z';
    const limit = { image: null, operation: 'GetServiceQuota', code: 'AccessDeniedException', message: 'no' };
    const whole = swept(at, { gaps: [limit, limit, limit], gapCount: 3 });
    expect(judge({}, { swept: whole, heardAt: at })).toEqual([
      'reporting',
      `12 images at ${at}; limits unknown: GetServiceQuota denied`,
      at,
    ]);
    const slower = { ...limit, code: 'ThrottlingException' };
    expect(judge({}, { swept: swept(at, { gaps: [limit, slower], gapCount: 2 }) })).toEqual([
      'partial',
      '1 could not be read, the first by GetServiceQuota: ThrottlingException; limits unknown: GetServiceQuota denied',
      at,
    ]);
  });

  it('was never enrolled when it refused the sweep and nothing ever came from it', () => {
    expect(judge({ attempt: refused }, null)).toEqual([
      'never-enrolled',
      'it never let us in: AssumeRole: AccessDenied: not you',
      '2026-03-01T10:00:00.000Z',
    ]);
  });

  it('is denied when it once let us in, however fresh the last good sweep is', () => {
    const at = '2026-03-05T08:00:00.000Z';
    expect(judge({ attempt: refused }, { swept: swept(at), heardAt: at })).toEqual([
      'denied',
      'the sweep was refused: AssumeRole: AccessDenied: not you',
      '2026-03-05T09:00:00.000Z',
    ]);
  });

  it('takes a sweep that met a refusal for the whole place for none, also without a note of the try', () => {
    const at = '2026-03-05T08:00:00.000Z';
    const record = swept(at, { images: 0, gaps: [refusal], gapCount: 1 });
    expect(judge({}, { swept: record })[0]).toBe('never-enrolled');
    expect(judge({}, { swept: record, heardAt: '2026-03-05T07:00:00.000Z' })).toEqual([
      'denied',
      'the sweep was refused: DescribeImages: UnauthorizedOperation: by SCP',
      at,
    ]);
  });

  it('is not denied by what passes by itself', () => {
    const fault = { operation: 'AssumeRole', code: 'ServiceUnavailable', message: 'later' };
    const at = '2026-03-05T08:00:00.000Z';
    expect(judge({ attempt: { ...refused, fault } }, { swept: swept(at), heardAt: at })[0]).toBe('reporting');
  });
});

it.each([
  ['suspended', 'the account is suspended or being closed'],
  ['disabled', 'the region is not enabled in the account'],
  ['excluded', 'the settings leave the region out'],
  ['gone', 'the account is not in the organisation any more'],
] as const)('one that is %s is no trouble, whatever else is known', (expectation, why) => {
  expect(judge({ expectation, attempt: refused }, null)).toEqual([expectation, why, entry.expectedSince]);
});
