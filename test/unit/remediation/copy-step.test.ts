import { describe, expect, it } from 'vitest';
import { COPY_OF } from '../../../lib/model/copy-tags.ts';
import type { ImageFacts, SubjectState } from '../../../lib/model/image.ts';
import type { RemediationOptions } from '../../../lib/model/policy.ts';
import { encryptedCopy } from '../../../lib/remediation/actions/encrypted-copy.ts';
import type { Step } from '../../../lib/remediation/copies/step.ts';
import { COPY, copyWith, devices, type Given, HERE, key, NAME, nextStep, reasonOf } from './copy-samples.ts';
import {
  contextOf,
  fault,
  FIRST,
  findingOf,
  known,
  principalFinding,
  SECOND,
  stateOf,
  STRANGER,
} from './samples.ts';

describe('the first step', () => {
  it('is a copy under the key of the region, by a name and token of its own', () => {
    const step = nextStep();
    expect(step).toMatchObject({
      kind: 'write',
      name: 'copy',
      last: false,
      writes: [{ kind: 'copy', key: HERE, then: 'disable', deregisterAfter: null }],
    });
    const [write] = step.kind === 'write' ? step.writes : [];
    const call = write?.kind === 'copy' ? write.as : undefined;
    expect(call?.token).toMatch(/^[0-9a-f]{32}$/);
    expect(call?.name).toBe(`app-web-20261121-encrypted-${call?.token.slice(0, 8) ?? ''}`);
  });

  it('has the same token however often it is found, and another once a copy was made', () => {
    const token = (begun: number): unknown => {
      const step = nextStep({ context: { begun } });
      return step.kind === 'write' && step.writes[0]?.kind === 'copy' ? step.writes[0].as?.token : null;
    };
    expect(token(0)).toBe(token(0));
    expect(token(1)).not.toBe(token(0));
  });

  it('leaves room for the end of the name', () => {
    const step = nextStep({ image: { name: 'x'.repeat(128) } });
    const [write] = step.kind === 'write' ? step.writes : [];
    expect(write?.kind === 'copy' ? write.as?.name.length : 0).toBe(128);
  });

  it('looks for copies, and at the key, before', () => {
    expect(nextStep({ copies: 'unread' })).toEqual({ kind: 'look', facts: ['copies'], key: false });
    expect(nextStep({ key: { kind: 'unread' } })).toEqual({ kind: 'look', facts: [], key: true });
  });

  it.each<[string, Given, RegExp]>([
    ['nobody could look for copies', { copies: 'fault' }, /Nobody could look for its copies/],
    ['the policy names no key', { options: {} }, /names no key/],
    [
      'the image is a copy itself',
      { image: { tags: { [COPY_OF]: 'ami-1' } } },
      /It is an encrypted copy itself/,
    ],
    ['the key is disabled', { key: known({ ...key, state: 'Disabled' }) }, /is Disabled: enable it/],
    ['the key goes', { key: known({ ...key, state: 'PendingDeletion' }) }, /cancel its deletion/],
    [
      'the key is not ours to see',
      { key: fault('DescribeKey', 'AccessDenied') },
      /could not be looked at \(DescribeKey: AccessDenied\): let/,
    ],
    [
      'a key failed',
      { context: { failures: ['Given key ID is not accessible'], begunLately: 1 } },
      /EC2 could not use a key/,
    ],
    ['three were begun', { context: { failures: ['x', null], begunLately: 3 } }, /copied 3 times/],
  ])('is none where %s', (_, given, expected) => {
    const step = nextStep(given);
    expect(step.kind).toBe('refuse');
    expect(reasonOf(step)).toMatch(expected);
  });

  it.each<[string, Given, string]>([
    [
      'EC2 could not use a key',
      { context: { failures: ['Given key ID is not accessible'], begunLately: 1 } },
      `The copy failed because EC2 could not use a key: Given key ID is not accessible. Let the account 222233334444 use ${HERE}, and the keys that the image is encrypted under, by their policies; then ask for it once more.`,
    ],
    [
      'AWS told why',
      { context: { failures: ['x', 'y'], begunLately: 3 } },
      'It was copied 3 times, and each copy failed or was taken away. Why it failed last: y. It is not tried again before a person asks for it.',
    ],
    [
      'AWS did not tell why',
      { context: { failures: ['x', null], begunLately: 3 } },
      'It was copied 3 times, and each copy failed or was taken away. Why it failed last: AWS does not say. It is not tried again before a person asks for it.',
    ],
    [
      'people took each away',
      { context: { begunLately: 4 } },
      'It was copied 4 times, and each copy failed or was taken away. It is not tried again before a person asks for it.',
    ],
  ])('waits for a person where it failed and %s', (_, given, reason) => {
    expect(nextStep(given)).toEqual({ kind: 'refuse', reason, again: null });
  });

  const UNUSABLE = `The key ${HERE} could not be looked at (DescribeKey: AccessDenied): let the account’s writer role use it by the key’s policy (kms:DescribeKey, kms:CreateGrant, kms:Decrypt, kms:GenerateDataKeyWithoutPlaintext, kms:ReEncrypt*), or name another in the policy. Nothing was begun.`;

  it.each([
    ['the copy is begun', []],
    ['a copy is looked at', [copyWith()]],
  ])('the key is needed before %s', (_, copies) => {
    const denied = fault('DescribeKey', 'AccessDenied');
    expect(nextStep({ copies, key: denied })).toEqual({ kind: 'refuse', reason: UNUSABLE, again: 3600 });
    expect(nextStep({ copies, key: { kind: 'unread' } })).toEqual({ kind: 'look', facts: [], key: true });
  });

  it('is none of an image that nobody could look at', () => {
    const none = { kind: 'refuse', reason: 'Nobody could look at the image itself.', again: 900 };
    const busy = fault('DescribeImages', 'RequestLimitExceeded', true);
    expect(nextStep({ more: { image: busy } })).toEqual(none);
    expect(nextStep({ more: { image: { kind: 'unread' } } })).toEqual(none);
    expect(nextStep({ without: 'image' })).toEqual(none);
  });

  it('has a name also where the image has none', () => {
    const step = nextStep({ image: { name: null } });
    const [write] = step.kind === 'write' ? step.writes : [];
    expect(write?.kind === 'copy' ? write.as?.name : null).toMatch(/^image-encrypted-[0-9a-f]{8}$/);
  });

  it('is none while a copy that was begun may be there unseen', () => {
    const unseen = (begunAt: string): Step => nextStep({ context: { begun: 1, begunLately: 1, begunAt } });
    expect(reasonOf(unseen('2026-11-23T09:50:00.001Z'))).toBe(
      'wait: A copy of it was begun at 2026-11-23T09:50:00.001Z, and AWS does not show it just now.',
    );
    expect(unseen('2026-11-23T09:50:00.001Z')).toMatchObject({ again: 600 });
    expect(unseen('2026-11-23T09:50:00.000Z')).toMatchObject({ name: 'copy' });
  });

  it('is tried again after a failure that may pass', () => {
    expect(nextStep({ context: { failures: ['Internal error', null], begunLately: 2 } })).toMatchObject({
      name: 'copy',
    });
  });
});

describe('the last step', () => {
  const disabled = {
    image: { state: 'disabled', createdAt: '2026-01-01T00:00:00.000Z' },
    copies: [copyWith()],
    more: { usage: known([]), recycleBin: known({ days: 7 }) },
  } as const;

  it('asks for the report of its use first, then deregisters; its snapshots are said to stay', () => {
    expect(nextStep(disabled)).toEqual({
      kind: 'write',
      name: 'prepare',
      writes: [{ kind: 'usage-report', since: '2026-11-20T10:00:00.000Z' }],
      note: 'Nobody knows yet which other accounts use it: a report was asked for, and is looked at when AWS has made it.',
      last: false,
    });
    const report = {
      id: 'r',
      askedAt: '2026-11-23T09:00:00.000Z',
      state: 'available',
      reason: null,
      users: [],
    } as const;
    expect(nextStep({ ...disabled, more: { ...disabled.more, usage: known([report]) } })).toEqual({
      kind: 'write',
      name: 'deregister',
      writes: [{ kind: 'registration', to: 'deregistered', keptDays: 7 }],
      note: `${COPY} is in its place. Its snapshots stay as they are: ${FIRST}.`,
      last: true,
    });
    const [first] = devices;
    const image = {
      ...disabled.image,
      devices: [...devices, { ...first, snapshot: SECOND }],
    } as typeof disabled.image;
    const step = nextStep({ ...disabled, image, more: { ...disabled.more, usage: known([report]) } });
    expect(step.kind === 'write' ? step.note : '').toContain(`stay as they are: ${FIRST}, ${SECOND}.`);
  });

  it('looks at all of it before, and does nothing without the copy, or while something refers to it', () => {
    expect(nextStep({ ...disabled, more: { references: { kind: 'unread' } } })).toEqual({
      kind: 'look',
      facts: ['references', 'usage', 'recycleBin'],
      key: false,
    });
    expect(reasonOf(nextStep({ ...disabled, copies: [copyWith({ state: 'disabled' })] }))).toBe(
      'refuse: Its encrypted copy is not there any more: the original stays.',
    );
    expect(reasonOf(nextStep({ ...disabled, copies: [copyWith({ state: 'pending' })] }))).toBe(
      'refuse: Its encrypted copy is not there any more: the original stays.',
    );
    expect(nextStep({ ...disabled, copies: 'fault' })).toEqual({
      kind: 'refuse',
      reason: 'Nobody could look for the copy in its place.',
      again: 900,
    });
    const busy = fault('DescribeImageReferences', 'RequestLimitExceeded', true);
    expect(nextStep({ ...disabled, more: { ...disabled.more, references: busy } })).toMatchObject({
      kind: 'refuse',
      again: 3600,
    });
    const references = known([{ resourceType: 'ec2:Instance', arn: 'arn:1' }]);
    expect(nextStep({ ...disabled, more: { ...disabled.more, references } })).toEqual({
      kind: 'refuse',
      reason: 'The original stays: It is in use: arn:1 refers to it.',
      again: 86_400,
    });
  });
});

describe('what is planned', () => {
  const planned = (image: Partial<ImageFacts>, options?: RemediationOptions) =>
    encryptedCopy.plan(
      [findingOf({ kind: 'device', device: '/dev/xvda', snapshot: FIRST, kmsKey: null })],
      contextOf('encrypted-copy', { state: stateOf(image), ...(options && { options }) }),
    );

  it('is the whole of it, or the end of a disabled original; nothing of what is neither', () => {
    const source = { after: 'disable', deregisterAfter: 86_400 } as const;
    expect(planned({}, { kmsKey: NAME, source })).toEqual([
      { kind: 'copy', key: HERE, then: 'disable', deregisterAfter: 86_400 },
    ]);
    expect(planned({})).toEqual([{ kind: 'copy', key: null, then: 'keep', deregisterAfter: null }]);
    expect(planned({ state: 'disabled' }, { source })).toEqual([
      { kind: 'registration', to: 'deregistered' },
    ]);
    expect(planned({ state: 'disabled' })).toEqual([]);
    expect(planned({ state: 'disabled' }, { kmsKey: NAME })).toEqual([]);
    const device = findingOf({ kind: 'device', device: '/dev/xvda', snapshot: FIRST, kmsKey: null });
    const { ref } = stateOf();
    for (const image of [undefined, fault('DescribeImages', 'RequestLimitExceeded')]) {
      const state: SubjectState = { ref, observedAt: '', ...(image && { image }) };
      expect(encryptedCopy.plan([device], contextOf('encrypted-copy', { state }))).toEqual([]);
    }
    expect(planned({ state: 'pending' }, { source })).toEqual([]);
    expect(encryptedCopy.plan([principalFinding(STRANGER)], contextOf('encrypted-copy'))).toEqual([]);
    const two = [principalFinding(STRANGER), device];
    expect(encryptedCopy.plan(two, contextOf('encrypted-copy'))).toMatchObject([{ kind: 'copy' }]);
  });
});
