import { describe, expect, it } from 'vitest';
import { ImageId } from '../../../lib/model/ids.ts';
import type { CopyAspect, Write } from '../../../lib/model/plan.ts';
import { effectOf, invertWrites, leftOf, narrowWrite, readsOf } from '../../../lib/remediation/writes.ts';
import { PARTNER, STRANGER } from './samples.ts';

const [ONE, TWO] = ['ami-0ccccccccccccccc1', 'ami-0ccccccccccccccc2'].map((id) => ImageId.parse(id)) as [
  ImageId,
  ImageId,
];
const copy: Write = { kind: 'copy', key: 'k', then: 'disable', deregisterAfter: null };
const removal: Write = { kind: 'copy-removal', copy: ONE, snapshots: true };
const grant: Write = { kind: 'copy-permission', copy: ONE, add: [PARTNER], remove: [STRANGER] };
const as = (
  image: ImageId,
  state: string,
  ...launchPermission: CopyAspect['launchPermission']
): CopyAspect => ({
  image,
  state,
  reason: null,
  launchPermission,
});

describe('a copy', () => {
  it.each([
    ['pending', 0],
    ['transient', 0],
    ['available', 0],
    ['failed', 1],
    ['disabled', 1],
  ])('that is %s leaves %i to be done', (state, left) => {
    expect(leftOf([copy], { copies: [as(ONE, state)] })).toBe(left);
  });

  it('is not there where there is none, or nobody looked', () => {
    expect([leftOf([copy], { copies: [] }), leftOf([copy], {})]).toEqual([1, 1]);
    expect(effectOf([copy], { copies: [as(ONE, 'failed')] }).copies).toHaveLength(2);
    expect(effectOf([copy], { copies: [as(ONE, 'available')] }).copies).toHaveLength(1);
    expect(effectOf([copy], {})).toEqual({
      copies: [{ image: 'ami-00000000', state: 'pending', reason: null, launchPermission: [] }],
    });
  });

  it('is taken back by taking away the one that was made, and no other', () => {
    const before = { copies: [as(ONE, 'available')] };
    const after = { copies: [as(ONE, 'available'), as(TWO, 'pending')] };
    expect(invertWrites([copy], before, after)).toEqual([
      { kind: 'copy-removal', copy: TWO, snapshots: true },
    ]);
    expect(invertWrites([copy], { copies: [] }, { copies: [as(TWO, 'failed')] })).toEqual([]);
    expect(invertWrites([copy], {}, { copies: [as(TWO, 'available')] })).toHaveLength(1);
    expect(invertWrites([copy], before, {})).toEqual([]);
  });

  it('is called for as long as the policy says the same of key and original', () => {
    const call: Write = { ...copy, as: { name: 'n', token: 't' } };
    expect(narrowWrite(copy, [call])).toEqual(call);
    expect(narrowWrite(copy, [{ ...copy, key: 'other' }])).toBeNull();
    expect(narrowWrite(copy, [{ ...copy, then: 'keep' }])).toBeNull();
  });
});

describe('who may launch a copy', () => {
  it('is changed on that copy alone, and taken back as far as it was changed', () => {
    const before = { copies: [as(ONE, 'available', STRANGER), as(TWO, 'available', STRANGER)] };
    const after = effectOf([grant], before);
    expect(after).toEqual({ copies: [as(ONE, 'available', PARTNER), as(TWO, 'available', STRANGER)] });
    expect([leftOf([grant], before), leftOf([grant], after)]).toEqual([2, 0]);
    expect(invertWrites([grant], before, after)).toEqual([
      { kind: 'copy-permission', copy: ONE, add: [STRANGER], remove: [PARTNER] },
    ]);
    expect(leftOf([grant], { copies: [] })).toBe(2);
    expect(leftOf([grant], {})).toBe(2);
    expect(effectOf([grant], {})).toEqual({ copies: [] });
    expect(invertWrites([grant], {}, {})).toEqual([]);
    expect(narrowWrite(grant, [{ ...grant, copy: TWO }])).toBeNull();
    expect(narrowWrite(grant, [{ ...grant, remove: [] }])).toEqual({ ...grant, remove: [] });
  });
});

describe('a copy that is taken away', () => {
  it('is gone, and nothing brings it back', () => {
    const before = { copies: [as(ONE, 'failed'), as(TWO, 'available')] };
    const after = effectOf([removal], before);
    expect(after).toEqual({ copies: [as(TWO, 'available')] });
    expect([leftOf([removal], before), leftOf([removal], after), leftOf([removal], {})]).toEqual([1, 0, 1]);
    expect(effectOf([removal], {})).toEqual({ copies: [] });
    expect(invertWrites([removal], before, after)).toEqual([]);
    expect(narrowWrite(removal, [{ ...removal, copy: TWO }])).toBeNull();
  });
});

it('all of them are read off the copies', () => {
  expect([copy, removal, grant].map((write) => readsOf([write]))).toEqual([
    ['copies'],
    ['copies'],
    ['copies'],
  ]);
});
