import { describe, expect, it } from 'vitest';
import {
  expectPlaces,
  type ExpectRequest,
  type SeenAccount,
} from '../../../lib/app/sweep-organization/expect-places.ts';
import type { CoverageEntry } from '../../../lib/model/coverage.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';

const web = AccountId.parse('222233334444');
const data = AccountId.parse('333344445555');
const AT = '2026-03-05T10:00:00.000Z';

const regionOf = (name: string): Region => Region.parse(name);
const on = (name: string) => ({ region: regionOf(name), enabled: true, byDefault: true });
const optedIn = (name: string) => ({ region: regionOf(name), enabled: true, byDefault: false });
const off = (name: string) => ({ region: regionOf(name), enabled: false, byDefault: false });

const open: SeenAccount = {
  kind: 'open',
  account: web,
  regions: [on('us-east-1'), on('eu-west-1'), optedIn('eu-south-1'), off('af-south-1')],
};
const denial = new Fault('AssumeRole', 'AccessDenied', 'never enrolled', { retryable: false });
const throttled = new Fault('DescribeRegions', 'RequestLimitExceeded', 'slower', { retryable: true });

const before = (account: AccountId, region: string, more: Partial<CoverageEntry> = {}): CoverageEntry => ({
  place: { account, region: regionOf(region) },
  expectation: 'expected',
  expectedSince: '2026-03-01T10:00:00.000Z',
  attempt: null,
  told: null,
  ...more,
});

const expected = (request: Partial<ExpectRequest>) =>
  expectPlaces({ sweep: 's', at: AT, seen: [open], regions: null, known: [], ...request });
const short = (entries: readonly CoverageEntry[]) =>
  entries.map(({ place, expectation }) => `${place.account} ${place.region} ${expectation}`);

describe('of an account that lets us in', () => {
  it('every region is expected that it has enabled, and none that it has not', () => {
    expect(short(expected({}))).toEqual([
      '222233334444 us-east-1 expected',
      '222233334444 eu-west-1 expected',
      '222233334444 eu-south-1 expected',
    ]);
  });

  it('of the regions named only those, and one that is not enabled is said to be off', () => {
    expect(short(expected({ regions: [regionOf('eu-west-1'), regionOf('af-south-1')] }))).toEqual([
      '222233334444 eu-west-1 expected',
      '222233334444 af-south-1 disabled',
    ]);
  });

  it('what was expected before and is no more is kept, with why', () => {
    const known = [before(web, 'eu-west-1'), before(web, 'af-south-1'), before(web, 'us-east-1')];
    const entries = expected({ regions: [regionOf('us-east-1')], known });
    expect(short(entries)).toEqual([
      '222233334444 us-east-1 expected',
      '222233334444 eu-west-1 excluded',
      '222233334444 af-south-1 disabled',
    ]);
    expect(entries.map(({ expectedSince }) => expectedSince)).toEqual(['2026-03-01T10:00:00.000Z', AT, AT]);
  });

  it('what is known of earlier tries and of what was told stays', () => {
    const attempt = { sweep: 'r', at: '2026-03-04T10:00:00.000Z', fault: null };
    const told = { status: 'stale', since: '2026-03-03T10:00:00.000Z' } as const;
    const [first] = expected({ known: [before(web, 'us-east-1', { attempt, told })] });
    expect(first).toMatchObject({ attempt, told });
  });
});

describe('of an account that does not let us in', () => {
  it('the regions are expected that others have without opting in, each with the refusal', () => {
    const entries = expected({ seen: [open, { kind: 'closed', account: data, fault: denial }] });
    expect(short(entries).slice(3)).toEqual([
      '333344445555 us-east-1 expected',
      '333344445555 eu-west-1 expected',
    ]);
    expect(entries.at(-1)?.attempt).toEqual({
      sweep: 's',
      at: AT,
      fault: {
        operation: 'AssumeRole',
        code: 'AccessDenied',
        message: 'AssumeRole: AccessDenied: never enrolled',
      },
    });
  });

  it('so are those in which it was expected before', () => {
    const entries = expected({
      seen: [open, { kind: 'closed', account: data, fault: denial }],
      known: [before(data, 'eu-south-1')],
    });
    expect(short(entries).filter((one) => one.startsWith(data))).toEqual([
      '333344445555 eu-south-1 expected',
      '333344445555 us-east-1 expected',
      '333344445555 eu-west-1 expected',
    ]);
  });

  it('what passes by itself is no refusal: the sweep tries', () => {
    const seen: readonly SeenAccount[] = [{ kind: 'closed', account: data, fault: throttled }];
    const [entry] = expected({ seen, known: [before(data, 'us-east-1')] });
    expect(entry).toMatchObject({ expectation: 'expected', attempt: null });
  });

  it('with nobody to ask, the regions named are expected', () => {
    const seen: readonly SeenAccount[] = [{ kind: 'closed', account: data, fault: denial }];
    expect(short(expected({ seen, regions: [regionOf('us-east-1')] }))).toEqual([
      '333344445555 us-east-1 expected',
    ]);
  });
});

it('of a suspended account the places are listed as such: those known, or those that others have', () => {
  const seen: readonly SeenAccount[] = [open, { kind: 'suspended', account: data }];
  expect(short(expected({ seen })).slice(3)).toEqual([
    '333344445555 us-east-1 suspended',
    '333344445555 eu-west-1 suspended',
  ]);
  expect(short(expected({ seen, known: [before(data, 'eu-south-1')] })).slice(3)).toEqual([
    '333344445555 eu-south-1 suspended',
  ]);
});

it('an account that left is gone, since then', () => {
  const entries = expected({ known: [before(data, 'us-east-1')] });
  expect(entries.at(-1)).toMatchObject({ expectation: 'gone', expectedSince: AT });
});

it('an account that comes back is expected anew', () => {
  const known = [before(web, 'us-east-1', { expectation: 'suspended' })];
  expect(expected({ known })[0]).toMatchObject({ expectation: 'expected', expectedSince: AT });
});
