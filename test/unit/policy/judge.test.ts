import { describe, expect, it } from 'vitest';
import type { Datum, Fact, SubjectState } from '../../../lib/model/image.ts';
import { faultOf, judge } from '../../../lib/policy/judge.ts';
import { ruleFor, ruleOf } from '../../../lib/policy/registry.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { exampleOrganization } from '../../cases/organization.ts';

const now = new Date('2026-09-01T12:00:00Z');
const place = { account: '222233334444', region: 'us-east-1' };
const available = buildState(place, exampleOrganization, now);
const pending = buildState({ ...place, image: { state: 'pending' } }, exampleOrganization, now);
const context = {
  ref: available.ref,
  organization: exampleOrganization,
  groups: {},
  now,
  isOpen: () => false,
};

const fault = {
  kind: 'fault',
  operation: 'DescribeIt',
  code: 'Throttled',
  message: 'slower',
  retryable: true,
} as const;
const unread = { kind: 'unread' } as const;
const having = (state: SubjectState, data: Partial<Record<Fact, Datum<never>>>): SubjectState => ({
  ...state,
  ...data,
});

const old = { kind: 'age', maxAge: null, requireDeprecation: null, unusedFor: 60 } as const;
const age = ruleOf('age');
const blindFor = (fact: Fact) => ({ kind: 'unreadable', datum: fact, code: 'Throttled' });

describe('judge', () => {
  it('asks the check when all is known', () => {
    expect(judge(age, old, available, context)).toEqual({ kind: 'judged', failures: [] });
  });

  it('tells every fault of what it cannot be judged without, and does not ask', () => {
    const parameters = { kind: 'encryption', kmsKeys: [] } as const;
    const state = having(available, { image: fault, snapshots: fault });
    const judged = judge(ruleOf('encryption'), parameters, state, context);
    expect(judged).toMatchObject({
      kind: 'unreadable',
      failures: [{ detail: blindFor('image') }, { detail: blindFor('snapshots') }],
    });
  });

  it('has no need of the rest after such a fault', () => {
    const state = having(available, { image: fault, references: unread });
    expect(judge(age, old, state, context)).toMatchObject({
      kind: 'unreadable',
      failures: [{ detail: blindFor('image') }],
    });
  });

  it('tells the fault of what is asked for beside what the check says', () => {
    const state = having(available, { references: fault });
    expect(judge(age, { ...old, requireDeprecation: { within: 60 } }, state, context)).toMatchObject({
      kind: 'judged',
      failures: [
        { detail: { kind: 'attribute', attribute: 'deprecation' } },
        { detail: blindFor('references') },
      ],
    });
  });

  it('leaves a pending image pending, whatever else is not to be had', () => {
    expect(judge(age, old, having(pending, { references: fault }), context)).toMatchObject({
      kind: 'pending',
    });
    expect(judge(age, old, pending, context)).toMatchObject({ kind: 'pending' });
  });

  it('throws for what nobody has read, all of it', () => {
    expect(() => judge(age, old, having(available, { references: unread }), context)).toThrow(
      'age reads references, which nobody has read',
    );
    const { ref, observedAt } = available;
    expect(() => judge(age, old, { ref, observedAt }, context)).toThrow(
      'age reads image, references, which nobody has read',
    );
  });

  it('does not wait for the rest of what is optional after a fault among it', () => {
    const quota = ruleFor('quota', 'image');
    if (quota === null) throw new Error('no rule');
    const state = having(available, { launchPermission: fault, shareQuota: unread });
    expect(judge(quota, quota.defaults, state, context)).toMatchObject({
      kind: 'judged',
      failures: [{ detail: blindFor('launchPermission') }],
    });
  });
});

describe('faultOf', () => {
  it.each<[Fact, string]>([
    ['image', 'The image'],
    ['launchPermission', 'The launch permission'],
    ['snapshots', 'The snapshots'],
    ['snapshotSharing', 'The sharing of the snapshots'],
    ['keyAliases', "The aliases of the snapshots' keys"],
    ['references', 'What refers to the image'],
    ['ancestry', 'The ancestry of the image'],
    ['exports', 'Where the image was stored or exported to'],
    ['shareQuota', 'The quota of shares'],
    ['instance', 'The instance'],
    ['imageBlockPublicAccess', 'Block public access for images'],
    ['snapshotBlockPublicAccess', 'Block public access for snapshots'],
    ['allowedImages', 'The setting for allowed images'],
    ['ebsEncryption', 'Encryption of EBS volumes by default'],
    ['quotas', 'The use of the quotas'],
  ])('%s: %s', (fact, name) => {
    expect(faultOf(fact, fault)).toEqual({
      detail: blindFor(fact),
      reason: `${name} could not be read: DescribeIt answered Throttled (slower).`,
    });
  });
});
