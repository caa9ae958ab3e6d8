import { describe, expect, it } from 'vitest';
import type { Aspects, Write } from '../../../lib/model/plan.ts';
import {
  effectOf,
  invertWrites,
  leftOf,
  narrowWrite,
  readsOf,
  unfinished,
} from '../../../lib/remediation/writes.ts';
import { EVERYBODY, FIRST, ORGANIZATION, PARTNER, SECOND, STRANGER, UNIT } from './samples.ts';

const share = (add: Write & { kind: 'launch-permission' }) => add;
const grant = (...add: readonly (typeof PARTNER)[]) => share({ kind: 'launch-permission', add, remove: [] });
const revoke = (...remove: readonly (typeof PARTNER)[]) =>
  share({ kind: 'launch-permission', add: [], remove });

describe('a change of launch permissions', () => {
  it('sends what is left of it, and counts principals', () => {
    const write = share({ kind: 'launch-permission', add: [PARTNER, UNIT], remove: [EVERYBODY, STRANGER] });
    const now = { launchPermission: [PARTNER, STRANGER, ORGANIZATION] };
    expect(unfinished([write], now)).toEqual([
      { kind: 'launch-permission', add: [UNIT], remove: [STRANGER] },
    ]);
    expect(leftOf([write], now)).toBe(2);
    expect(leftOf([write], {})).toBe(4);
    expect(effectOf([write], now)).toEqual({ launchPermission: [PARTNER, ORGANIZATION, UNIT] });
  });

  it('of what nobody has read lets in whom it names, and takes back nothing', () => {
    expect(effectOf([grant(PARTNER)], {})).toEqual({ launchPermission: [PARTNER] });
    expect(invertWrites([grant(PARTNER)], {}, {})).toEqual([]);
  });

  it('is undone for those whom it took something from or gave something to, and nobody else', () => {
    const write = share({ kind: 'launch-permission', add: [PARTNER, UNIT], remove: [EVERYBODY, STRANGER] });
    const before = { launchPermission: [EVERYBODY, PARTNER] };
    const after = { launchPermission: [PARTNER, UNIT, ORGANIZATION] };
    expect(invertWrites([write], before, after)).toEqual([
      { kind: 'launch-permission', add: [EVERYBODY], remove: [UNIT] },
    ]);
  });

  it('narrows to what both ask for, on either side', () => {
    const write = share({ kind: 'launch-permission', add: [PARTNER, UNIT], remove: [EVERYBODY, STRANGER] });
    const fresh = share({ kind: 'launch-permission', add: [UNIT], remove: [STRANGER, ORGANIZATION] });
    expect(narrowWrite(write, [fresh])).toEqual({
      kind: 'launch-permission',
      add: [UNIT],
      remove: [STRANGER],
    });
    expect(narrowWrite(revoke(STRANGER), [revoke(EVERYBODY)])).toBeNull();
    expect(narrowWrite(revoke(STRANGER), [revoke(EVERYBODY), revoke(STRANGER)])).toEqual(revoke(STRANGER));
    expect(narrowWrite(grant(PARTNER), [grant(PARTNER)])).toEqual(grant(PARTNER));
    expect(narrowWrite(grant(PARTNER), [])).toBeNull();
  });
});

describe('a change of a snapshot’s permissions', () => {
  const write: Write = {
    kind: 'snapshot-permission',
    snapshot: FIRST,
    add: [],
    remove: [EVERYBODY, STRANGER],
  };
  const of = (...principals: readonly (typeof PARTNER)[]): Aspects => ({
    snapshotSharing: [
      { snapshot: SECOND, principals: [EVERYBODY] },
      { snapshot: FIRST, principals },
    ],
  });

  it('is about that snapshot alone', () => {
    expect(leftOf([write], of(EVERYBODY, PARTNER))).toBe(1);
    expect(leftOf([write], of(PARTNER))).toBe(0);
    expect(effectOf([write], of(EVERYBODY, PARTNER))).toEqual(of(PARTNER));
    expect(invertWrites([write], of(EVERYBODY, PARTNER), of(PARTNER))).toEqual([
      { kind: 'snapshot-permission', snapshot: FIRST, add: [EVERYBODY], remove: [] },
    ]);
    expect(invertWrites([write], of(PARTNER), of(PARTNER))).toEqual([]);
  });

  it('is not taken for done where that snapshot could not be read', () => {
    expect(leftOf([write], { snapshotSharing: [{ snapshot: SECOND, principals: [] }] })).toBe(2);
    expect(unfinished([write], { snapshotSharing: [] })).toEqual([write]);
    expect(unfinished([write], {})).toEqual([write]);
    expect(effectOf([write], {})).toEqual({ snapshotSharing: [] });
    expect(invertWrites([write], {}, {})).toEqual([]);
  });

  it('narrows by a write to the same snapshot only', () => {
    const fresh: Write = { ...write, remove: [STRANGER] };
    expect(narrowWrite(write, [{ ...fresh, snapshot: SECOND }])).toBeNull();
    expect(narrowWrite(write, [{ ...fresh, snapshot: SECOND }, fresh])).toEqual(fresh);
  });
});

describe('tags', () => {
  const write: Write = { kind: 'tags', set: { Owner: 'a', Stage: 'dev' }, remove: {} };

  it('that somebody else has given meanwhile are theirs: they are not sent', () => {
    expect(unfinished([write], { tags: { Owner: 'bob' } })).toEqual([
      { kind: 'tags', set: { Stage: 'dev' }, remove: {} },
    ]);
    expect(effectOf([write], { tags: { Owner: 'bob' } })).toEqual({ tags: { Owner: 'bob', Stage: 'dev' } });
    expect(leftOf([write], { tags: { Owner: 'bob', Stage: 'prod' } })).toBe(0);
    expect(leftOf([write], { tags: {} })).toBe(2);
    expect(readsOf([write])).toEqual(['image']);
  });

  it('are removed again, with their value, as far as they were not there before and still have it', () => {
    const before = { tags: { Stage: 'prod' } };
    expect(invertWrites([write], before, { tags: { Owner: 'a', Stage: 'prod' } })).toEqual([
      { kind: 'tags', set: {}, remove: { Owner: 'a' } },
    ]);
    expect(invertWrites([write], before, { tags: { Owner: 'bob', Stage: 'prod' } })).toEqual([]);
  });

  it('are taken for set where they could not be read back: EC2 looks at the value when it removes one', () => {
    expect(invertWrites([write], { tags: {} }, {})).toEqual([
      { kind: 'tags', set: {}, remove: { Owner: 'a', Stage: 'dev' } },
    ]);
  });

  it('that are to be removed are left alone with another value', () => {
    const removal: Write = { kind: 'tags', set: {}, remove: { Owner: 'a', Stage: 'dev' } };
    expect(unfinished([removal], { tags: { Owner: 'bob', Stage: 'dev' } })).toEqual([
      { kind: 'tags', set: {}, remove: { Stage: 'dev' } },
    ]);
    expect(effectOf([removal], { tags: { Owner: 'bob', Stage: 'dev' } })).toEqual({ tags: { Owner: 'bob' } });
    expect(invertWrites([removal], { tags: { Stage: 'dev' } }, { tags: {} })).toEqual([
      { kind: 'tags', set: { Stage: 'dev' }, remove: {} },
    ]);
    expect(invertWrites([removal], { tags: { Stage: 'dev' } }, {})).toEqual([
      { kind: 'tags', set: { Stage: 'dev' }, remove: {} },
    ]);
    expect(invertWrites([removal], { tags: { Stage: 'dev' } }, { tags: { Stage: 'prod' } })).toEqual([]);
  });

  it('keep the value that was planned when they are narrowed', () => {
    const fresh: Write = { kind: 'tags', set: { Owner: 'nobody' }, remove: {} };
    expect(narrowWrite(write, [fresh])).toEqual({ kind: 'tags', set: { Owner: 'a' }, remove: {} });
  });
});

describe('a deprecation date', () => {
  const to = (at: string | null): Write => ({ kind: 'deprecation', at });
  const date = '2027-01-01T00:00:00.000Z';

  it('is so to the minute, as EC2 keeps it', () => {
    expect(leftOf([to('2027-01-01T00:00:29.000Z')], { deprecatedAt: date })).toBe(0);
    expect(leftOf([to('2027-01-01T00:00:31.000Z')], { deprecatedAt: date })).toBe(1);
    expect(leftOf([to(null)], { deprecatedAt: null })).toBe(0);
    expect(leftOf([to(null)], { deprecatedAt: date })).toBe(1);
    expect(leftOf([to(null)], {})).toBe(1);
  });

  it('goes back to the one before, or none, unless somebody set another since', () => {
    expect(invertWrites([to(date)], { deprecatedAt: null }, { deprecatedAt: date })).toEqual([to(null)]);
    const was = '2028-01-01T00:00:00.000Z';
    expect(invertWrites([to(date)], { deprecatedAt: was }, { deprecatedAt: date })).toEqual([to(was)]);
    expect(invertWrites([to(date)], { deprecatedAt: was }, {})).toEqual([to(was)]);
    expect(invertWrites([to(date)], { deprecatedAt: was }, { deprecatedAt: was })).toEqual([]);
    expect(invertWrites([to(date)], { deprecatedAt: was }, { deprecatedAt: null })).toEqual([]);
  });

  it('narrows to the later of two, so that none is set that has passed meanwhile', () => {
    const later = to('2027-02-01T00:00:00.000Z');
    expect(narrowWrite(to(date), [later])).toEqual(later);
    expect(narrowWrite(later, [to(date)])).toEqual(later);
    expect(narrowWrite(to(null), [to(date)])).toBeNull();
    expect(narrowWrite(to(date), [to(null)])).toBeNull();
    expect(narrowWrite(to(null), [to(null)])).toEqual(to(null));
  });
});

describe('availability', () => {
  const off: Write = { kind: 'availability', to: 'disabled' };
  const on: Write = { kind: 'availability', to: 'available' };

  it('takes the grants with it, and its undoing gives them back: public by itself and last', () => {
    const before = { state: 'available', launchPermission: [EVERYBODY, PARTNER, UNIT] };
    const after = effectOf([off], before);
    expect(after).toEqual({ state: 'disabled', launchPermission: [] });
    expect(invertWrites([off], before, after)).toEqual([on, grant(PARTNER, UNIT), grant(EVERYBODY)]);
  });

  it('is undone by enabling alone where nobody lost anything', () => {
    const before = { state: 'available', launchPermission: [] };
    expect(invertWrites([off], before, { state: 'disabled', launchPermission: [] })).toEqual([on]);
    expect(invertWrites([on], { state: 'disabled' }, { state: 'available', launchPermission: [] })).toEqual([
      off,
    ]);
  });

  it('is not undone where somebody has enabled it since', () => {
    const before = { state: 'available', launchPermission: [PARTNER] };
    expect(invertWrites([off], before, { state: 'available', launchPermission: [] })).toEqual([]);
    expect(invertWrites([off], { state: 'disabled' }, { state: 'disabled' })).toEqual([]);
  });

  it('of an image that could not be read back is undone in full', () => {
    const before = { state: 'available', launchPermission: [PARTNER] };
    expect(invertWrites([off], before, {})).toEqual([on, grant(PARTNER)]);
    expect(invertWrites([off], {}, {})).toEqual([on]);
    expect(readsOf([off])).toEqual(['image', 'launchPermission']);
  });

  it('narrows by the same direction only', () => {
    expect(narrowWrite(off, [on])).toBeNull();
    expect(narrowWrite(off, [off])).toEqual(off);
  });
});

describe('registration', () => {
  const out = (keptDays?: number | null): Write => ({
    kind: 'registration',
    to: 'deregistered',
    ...(keptDays === undefined ? {} : { keptDays }),
  });
  const back: Write = { kind: 'registration', to: 'restored' };
  const before: Aspects = {
    state: 'available',
    launchPermission: [EVERYBODY, PARTNER],
    tags: { Owner: 'a', 'aws:cloudformation:stack-name': 's', 'AWS:x': 'y' },
  };

  it('is undone by restoring, granting and tagging, tags of AWS left to AWS', () => {
    expect(effectOf([out(7)], before)).toEqual({ state: 'gone' });
    expect(invertWrites([out(7)], before, { state: 'gone' })).toEqual([
      back,
      grant(PARTNER),
      grant(EVERYBODY),
      { kind: 'tags', set: { Owner: 'a' }, remove: {} },
    ]);
  });

  it('brings a disabled image back disabled', () => {
    expect(
      invertWrites([out(7)], { state: 'disabled', launchPermission: [], tags: {} }, { state: 'gone' }),
    ).toEqual([back, { kind: 'availability', to: 'disabled' }]);
  });

  it('cannot be undone where the Recycle Bin does not keep it, or where it did not happen', () => {
    expect(invertWrites([out(null)], before, { state: 'gone' })).toEqual([]);
    expect(invertWrites([out(7)], before, before)).toEqual([]);
    expect(invertWrites([out(7)], { state: 'gone' }, { state: 'gone' })).toEqual([]);
    expect(invertWrites([back], { state: 'gone' }, before)).toEqual([]);
    expect(invertWrites([back], { state: 'available' }, { state: 'gone' })).toEqual([]);
    // Nobody looked: then the Recycle Bin is asked.
    expect(invertWrites([out()], { state: 'available' }, {})).toEqual([back]);
  });

  it('takes over what a fresh look says of the Recycle Bin', () => {
    expect(narrowWrite(out(), [out(7)])).toEqual(out(7));
    expect(narrowWrite(out(7), [out(null)])).toEqual(out(null));
    expect(narrowWrite(out(7), [back])).toBeNull();
  });

  it('is done when the image is gone, and restoring when it is not', () => {
    expect(leftOf([out(7)], { state: 'gone' })).toBe(0);
    expect(leftOf([out(7)], { state: 'disabled' })).toBe(1);
    expect(leftOf([out(7)], {})).toBe(1);
    expect(leftOf([back], { state: 'gone' })).toBe(1);
    expect(leftOf([back], { state: 'disabled' })).toBe(0);
    expect(leftOf([back], {})).toBe(1);
    expect(effectOf([back], { state: 'gone' })).toEqual({ state: 'available', launchPermission: [] });
  });
});

describe('a guard rail', () => {
  const to = (state: string): Write => ({
    kind: 'guardrail',
    guardrail: 'snapshotBlockPublicAccess',
    to: state,
  });
  const at = (state: string): Aspects => ({
    guardrails: { snapshotBlockPublicAccess: state, ebsEncryption: 'enabled' },
  });

  it('is set alone, and set back to what it was', () => {
    expect(effectOf([to('block-new-sharing')], at('unblocked'))).toEqual(at('block-new-sharing'));
    expect(invertWrites([to('block-new-sharing')], at('unblocked'), at('block-new-sharing'))).toEqual([
      to('unblocked'),
    ]);
    expect(invertWrites([to('block-new-sharing')], at('unblocked'), {})).toEqual([to('unblocked')]);
  });

  it('that somebody has set otherwise since is left alone', () => {
    expect(invertWrites([to('block-new-sharing')], at('unblocked'), at('block-all-sharing'))).toEqual([]);
    expect(invertWrites([to('unblocked')], at('unblocked'), at('unblocked'))).toEqual([]);
    expect(invertWrites([to('unblocked')], {}, at('unblocked'))).toEqual([]);
  });

  it('narrows by the same rail to the same state', () => {
    expect(narrowWrite(to('unblocked'), [to('block-new-sharing')])).toBeNull();
    const other: Write = { kind: 'guardrail', guardrail: 'ebsEncryption', to: 'enabled' };
    expect(narrowWrite(to('unblocked'), [other])).toBeNull();
    const namesake: Write = { kind: 'guardrail', guardrail: 'imageBlockPublicAccess', to: 'unblocked' };
    expect(narrowWrite(to('unblocked'), [namesake])).toBeNull();
    expect(narrowWrite(to('unblocked'), [other, to('unblocked')])).toEqual(to('unblocked'));
  });
});

describe('what is asked of AWS', () => {
  const more: Write = { kind: 'quota-request', quota: 'amis', to: 100_000 };
  const report: Write = { kind: 'usage-report', since: '2026-11-20T00:00:00.000Z' };

  it('is so when it was granted, or asked for, and more is as good', () => {
    expect(leftOf([more], { quotas: { amis: 99_999 } })).toBe(1);
    expect(leftOf([more], { quotas: { amis: 100_000 } })).toBe(0);
    expect(leftOf([more], { quotas: { snapshots: 100_000 } })).toBe(1);
    expect(effectOf([more], { quotas: { amis: 5, snapshots: 7 } })).toEqual({
      quotas: { amis: 100_000, snapshots: 7 },
    });
    expect(effectOf([more], {})).toEqual({ quotas: { amis: 100_000 } });
    expect(effectOf([more], { quotas: { amis: 200_000 } })).toEqual({ quotas: { amis: 200_000 } });
  });

  it('never grows: of two requests the smaller stands', () => {
    expect(narrowWrite(more, [{ ...more, to: 60_000 }])).toEqual({ ...more, to: 60_000 });
    expect(narrowWrite(more, [{ ...more, to: 600_000 }])).toEqual(more);
    expect(narrowWrite(more, [{ ...more, quota: 'snapshots' }])).toBeNull();
  });

  it('a report that is recent enough is as good as one asked for now', () => {
    expect(leftOf([report], { usageAskedAt: '2026-11-19T23:59:59.999Z' })).toBe(1);
    expect(leftOf([report], { usageAskedAt: '2026-11-20T00:00:00.000Z' })).toBe(0);
    expect(leftOf([report], { usageAskedAt: null })).toBe(1);
    expect(effectOf([report], {})).toEqual({ usageAskedAt: '2026-11-20T00:00:00.000Z' });
    expect(effectOf([report], { usageAskedAt: '2026-11-21T00:00:00.000Z' })).toEqual({
      usageAskedAt: '2026-11-21T00:00:00.000Z',
    });
    expect(narrowWrite(report, [report])).toEqual(report);
  });

  it('is not undone', () => {
    expect(invertWrites([more, report], {}, {})).toEqual([]);
  });
});

describe('several writes', () => {
  it('are undone the last first', () => {
    const writes: readonly Write[] = [
      { kind: 'tags', set: { Owner: 'a' }, remove: {} },
      { kind: 'deprecation', at: '2027-01-01T00:00:00.000Z' },
    ];
    const before = { tags: {}, deprecatedAt: null };
    expect(invertWrites(writes, before, effectOf(writes, before))).toEqual([
      { kind: 'deprecation', at: null },
      { kind: 'tags', set: {}, remove: { Owner: 'a' } },
    ]);
  });

  it('read together what each of them reads, once', () => {
    const writes: readonly Write[] = [
      revoke(STRANGER),
      { kind: 'availability', to: 'disabled' },
      { kind: 'tags', set: { Owner: 'a' }, remove: {} },
      { kind: 'snapshot-permission', snapshot: FIRST, add: [], remove: [STRANGER] },
      { kind: 'usage-report', since: '' },
    ];
    expect(readsOf(writes)).toEqual(['launchPermission', 'image', 'snapshotSharing', 'usage']);
    expect(readsOf([{ kind: 'guardrail', guardrail: 'ebsEncryption', to: 'enabled' }])).toEqual([
      'ebsEncryption',
    ]);
    expect(readsOf([{ kind: 'registration', to: 'restored' }])).toEqual(['image', 'launchPermission']);
    expect(readsOf([{ kind: 'deprecation', at: null }])).toEqual(['image']);
    expect(readsOf([{ kind: 'quota-request', quota: 'amis', to: 1 }])).toEqual(['quotaRequests']);
    expect(readsOf([])).toEqual([]);
  });

  it('have left what each of them has left', () => {
    const writes = [revoke(STRANGER, EVERYBODY), { kind: 'deprecation', at: null } as const];
    expect(
      leftOf(writes, { launchPermission: [STRANGER, EVERYBODY], deprecatedAt: '2027-01-01T00:00:00.000Z' }),
    ).toBe(3);
    expect(leftOf([], {})).toBe(0);
  });
});
