import { describe, expect, it } from 'vitest';
import type { ImageCopy } from '../../../lib/model/facts.ts';
import type { ImageFacts } from '../../../lib/model/image.ts';
import {
  ARN,
  COPY,
  copyWith,
  devices,
  ERROR,
  granted,
  NAME,
  nextStep,
  OTHER,
  reasonOf,
} from './copy-samples.ts';
import { fault, FIRST, known, PARTNER, principalFinding, SECOND, STRANGER } from './samples.ts';

describe('once there is a copy', () => {
  it('it waits for it', () => {
    expect(reasonOf(nextStep({ copies: [copyWith({ state: 'pending' })] }))).toBe(
      `wait: AWS is making ${COPY}, its encrypted copy.`,
    );
  });

  it.each([
    [[true], true],
    [[true, false], false],
    [[], true],
  ])('one that failed is taken away, its snapshots %j with it: %s', (ours, snapshots) => {
    const failed = copyWith({
      state: 'failed',
      reason: 'Internal error',
      snapshots: ours.map((own) => ({ snapshot: SECOND, encrypted: true, kmsKey: ARN, ours: own })),
    });
    expect(nextStep({ copies: [failed] })).toEqual({
      kind: 'write',
      name: 'remove',
      writes: [{ kind: 'copy-removal', copy: COPY, snapshots }],
      note: `Its copy ${COPY} failed: Internal error. What there was of it was taken away.`,
      last: false,
    });
  });

  it.each(['failed', 'invalid', 'error'])(
    'one that is %s is taken away, also where AWS does not say why',
    (state) => {
      expect(nextStep({ copies: [copyWith(), copyWith({ state, image: OTHER })] })).toMatchObject({
        name: 'remove',
        writes: [{ kind: 'copy-removal', copy: OTHER }],
        note: `Its copy ${OTHER} failed: AWS does not say why. What there was of it was taken away.`,
      });
    },
  );

  it('of several the one with the lowest id is used, if it can be', () => {
    const [one, other] = [copyWith({ state: 'pending' }), copyWith({ state: 'pending', image: OTHER })];
    const making = `wait: AWS is making ${COPY}, its encrypted copy.`;
    expect(reasonOf(nextStep({ copies: [one, other] }))).toBe(making);
    expect(reasonOf(nextStep({ copies: [other, one] }))).toBe(making);
    expect(reasonOf(nextStep({ copies: [other, copyWith({ state: 'disabled' })] }))).toContain(OTHER);
  });

  it('as many disks as the original has are verified', () => {
    const two = {
      disks: 2,
      backing: 2,
      snapshots: [FIRST, SECOND].map((snapshot) => ({ snapshot, encrypted: true, kmsKey: ARN, ours: true })),
    };
    const [first] = devices;
    const image = { devices: [...devices, { ...first, snapshot: SECOND }] as ImageFacts['devices'] };
    expect(nextStep({ image, copies: [copyWith(two)] })).toMatchObject({ name: 'grant' });
    expect(reasonOf(nextStep({ image, copies: [copyWith()] }))).toContain('has 1 disks, its original 2.');
  });

  it('tags of AWS and of our own need not be on it', () => {
    const image = { tags: { 'AWS:x': 'y', 'ami-warden:owner': 'z', Owner: 'a' } };
    expect(nextStep({ image, copies: [copyWith()] })).toMatchObject({ name: 'grant' });
  });

  it.each<[string, Partial<ImageCopy>, string]>([
    ['a disk too few', { disks: 0, backing: 0, snapshots: [] }, `${COPY} has 0 disks, its original 1.`],
    ['a snapshot that is not shown', { snapshots: [] }, `AWS does not show all snapshots of ${COPY}.`],
    [
      'a snapshot that is plain',
      { snapshots: [{ snapshot: SECOND, encrypted: false, kmsKey: null, ours: true }] },
      `${SECOND} of ${COPY} is not encrypted.`,
    ],
    [
      'another key',
      { snapshots: [{ snapshot: SECOND, encrypted: true, kmsKey: `${ARN}2`, ours: true }] },
      `${SECOND} of ${COPY} is under ${ARN}2, not under ${ARN}.`,
    ],
    [
      'a key that is not told',
      { snapshots: [{ snapshot: SECOND, encrypted: true, kmsKey: null, ours: true }] },
      `${SECOND} of ${COPY} is under a key that AWS does not tell, not under ${ARN}.`,
    ],
    ['lost tags', { tags: {} }, `${COPY} lacks tags of its original, or has them with another value: Owner.`],
    [
      'other values',
      { tags: { Owner: 'b' } },
      `${COPY} lacks tags of its original, or has them with another value: Owner.`,
    ],
  ])('nothing goes on with %s', (_, over, defect) => {
    expect(reasonOf(nextStep({ copies: [copyWith(over)] }))).toBe(
      `refuse: Its copy could not be verified, so that nothing was done beyond it: ${defect} Put it right, or roll the copy back.`,
    );
  });

  it('who is let in is whom the policy allows and the key lets in; of all others it is said why not', () => {
    expect(nextStep({ copies: [copyWith()] })).toEqual({
      kind: 'write',
      name: 'grant',
      writes: [{ kind: 'copy-permission', copy: COPY, add: [PARTNER], remove: [] }],
      note: `Its encrypted copy ${COPY} is verified. Not let in on the copy: account 012345678901 (the policy does not allow it); public (an encrypted image cannot be public).`,
      last: false,
    });
  });

  it('several tags that are lost are named in order', () => {
    const image = { tags: { Stage: 'dev', Owner: 'a', CostCenter: '1' } };
    expect(reasonOf(nextStep({ image, copies: [copyWith({ tags: { Owner: 'a' } })] }))).toContain(
      `${COPY} lacks tags of its original, or has them with another value: CostCenter, Stage. `,
    );
  });

  it('where everybody is let in nothing is said of others', () => {
    const more = { launchPermission: known([PARTNER]) };
    expect(nextStep({ copies: [copyWith()], more })).toMatchObject({
      name: 'grant',
      note: `Its encrypted copy ${COPY} is verified.`,
    });
  });

  it('whom a waiver covers is let in as far as the key lets him', () => {
    const more = { launchPermission: known([PARTNER, STRANGER]) };
    const waived = [PARTNER, STRANGER].map((one) => ({ ...principalFinding(one), waiver: 'W-1' }));
    const pass = { ...ERROR, verdict: 'pass' } as const;
    const context = { evaluation: { verdicts: [pass], findings: waived } };
    expect(nextStep({ copies: [copyWith()], more, context })).toMatchObject({
      writes: [{ kind: 'copy-permission', copy: COPY, add: [PARTNER], remove: [] }],
      note: `Its encrypted copy ${COPY} is verified. Not let in on the copy: account 012345678901 (the key’s policy and grants do not let it use the key).`,
    });
  });

  it('who may launch the original, and what refers to it, is looked at before', () => {
    const shared = { kind: 'look', facts: ['launchPermission'], key: false };
    expect(nextStep({ copies: [copyWith()], more: { launchPermission: { kind: 'unread' } } })).toEqual(
      shared,
    );
    expect(nextStep({ copies: [copyWith()], without: 'launchPermission' })).toEqual(shared);
    const referred = { kind: 'look', facts: ['references'], key: false };
    expect(nextStep({ copies: [granted], more: { references: { kind: 'unread' } } })).toEqual(referred);
    expect(nextStep({ copies: [granted], without: 'references' })).toEqual(referred);
  });

  it('nobody is let in, and nothing goes on, while it cannot be told who may be', () => {
    const context = { evaluation: { verdicts: [ERROR], findings: [] } };
    expect(reasonOf(nextStep({ copies: [copyWith()], context }))).toBe(
      `refuse: Nobody can tell who may launch the copy ${COPY}: nobody knows`,
    );
    const more = { launchPermission: fault('DescribeImageAttribute', 'UnauthorizedOperation') };
    expect(reasonOf(nextStep({ copies: [copyWith()], more }))).toBe(
      'refuse: Nobody could look at who may launch the image (UnauthorizedOperation).',
    );
  });

  it('the original is disabled for good, and nothing is due, where the policy says so', () => {
    const more = { launchPermission: known([PARTNER]) };
    expect(nextStep({ copies: [granted], more })).toEqual({
      kind: 'write',
      name: 'retire',
      writes: [
        { kind: 'tags', set: { 'ami-warden:replaced-at': '2026-11-23T10:00:00.000Z' }, remove: {} },
        { kind: 'availability', to: 'disabled' },
      ],
      note: `${COPY} is in its place. Nothing in its account refers to the original.`,
      last: true,
    });
  });

  it('as many as ten that refer to it are all named', () => {
    const arns = Array.from({ length: 10 }, (_, n) => `arn:${String(n + 10)}`);
    const more = {
      launchPermission: known([PARTNER]),
      references: known(arns.map((arn) => ({ resourceType: 'ec2:Instance', arn }))),
    };
    const step = nextStep({ copies: [granted], more });
    expect(step.kind === 'write' ? step.note : '').toBe(
      `${COPY} is in its place. These refer to the original still, and are to be brought to the copy: ${arns.join(', ')}.`,
    );
  });

  it('the original is disabled, with who refers to it said', () => {
    const arns = Array.from({ length: 12 }, (_, n) => `arn:${String(n + 10)}`);
    const more = { references: known(arns.map((arn) => ({ resourceType: 'ec2:Instance', arn }))) };
    const options = { kmsKey: NAME, source: { after: 'disable', deregisterAfter: 2_592_000 } } as const;
    const step = nextStep({ copies: [granted], more, options });
    expect(step).toMatchObject({
      name: 'retire',
      last: true,
      due: 2_592_000,
      writes: [
        { kind: 'tags', set: { 'ami-warden:replaced-at': '2026-11-23T10:00:00.000Z' }, remove: {} },
        { kind: 'availability', to: 'disabled' },
      ],
    });
    expect(step.kind === 'write' ? step.note : '').toContain(
      `${COPY} is in its place. These refer to the original still, and are to be brought to the copy: ${arns.slice(0, 10).join(', ')} and 2 more. Not let in`,
    );
    expect(step.kind === 'write' ? step.note : '').toContain('It is to be deregistered after 30 days');
  });

  it('that nobody could look who refers to it is said, and keeps nothing up', () => {
    const more = { references: fault('DescribeImageReferences', 'UnauthorizedOperation') };
    const step = nextStep({ copies: [granted], more });
    expect(step.kind === 'write' ? step.note : '').toContain(
      'Nobody could look at what refers to the original (UnauthorizedOperation).',
    );
  });

  it('the original stays where the policy says so', () => {
    const options = { kmsKey: NAME, source: { after: 'keep', deregisterAfter: null } } as const;
    expect(nextStep({ copies: [granted], options })).toMatchObject({
      kind: 'wait',
      again: null,
      reason: expect.stringMatching(
        /^ami-0ccccccccccccccc1 is its encrypted copy, verified[.] The original stays/,
      ) as string,
    });
    expect(nextStep({ copies: [granted], options: { kmsKey: NAME } })).toMatchObject({ kind: 'wait' });
  });
});
