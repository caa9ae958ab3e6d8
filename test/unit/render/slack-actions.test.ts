import { describe, expect, it } from 'vitest';
import { readButton } from '../../../lib/model/slack-button.ts';
import { AccountId, InstanceId, Region } from '../../../lib/model/ids.ts';
import type { FindingRecord, Waiting } from '../../../lib/model/journal.ts';
import type { SlackRight } from '../../../lib/model/policy.ts';
import { slackActions } from '../../../lib/render/slack-actions.ts';
import { slackMessage } from '../../../lib/render/slack.ts';
import { fixed, grantedRecord, options, record } from './sample-record.ts';

const waiting: Waiting = {
  plan: 'fedcba9876543210',
  why: 'approval',
  approval: 'manual',
  state: 'waiting',
  approvedBy: [],
  refusedBy: null,
  content: 'c',
  actions: ['revoke-public'],
};
const everybodyMay = { ...options, mayAnybody: () => true };
const place = { account: AccountId.parse('222233334444'), region: Region.parse('eu-west-1') };

const buttonsOf = (given: FindingRecord, may: (right: SlackRight) => boolean = () => true) =>
  (slackActions(given, { ...options, mayAnybody: may })?.elements ?? []).flatMap((one) =>
    one.type === 'button' ? [one] : [],
  );
const actsOf = (given: FindingRecord, may?: (right: SlackRight) => boolean) =>
  buttonsOf(given, may).map(({ action_id: id }) => id);

describe('the buttons of an alert', () => {
  it.each([
    ['open', record(), ['waive', 'mute']],
    ['waiting for a person', record({}, { waiting }), ['approve', 'refuse', 'waive', 'mute']],
    [
      'waiting for a second one',
      record({}, { waiting: { ...waiting, approval: 'two-person', approvedBy: ['alice'] } }),
      ['approve', 'refuse', 'waive', 'mute'],
    ],
    ['approved, and due', record({}, { waiting: { ...waiting, state: 'approved' } }), ['waive', 'mute']],
    ['refused', record({}, { waiting: { ...waiting, state: 'refused' } }), ['waive', 'mute']],
    ['put right', fixed(), ['undo']],
    ['put right by half', record({}, { undo: 'e1' }), ['undo', 'waive', 'mute']],
    ['waived', grantedRecord(), []],
    ['in its grace', record({}, { status: 'pending', waiting }), []],
    ['closed', record({}, { status: 'closed' }), []],
    ['not checked', record({ detail: { kind: 'unreadable', datum: 'image', code: 'x' } }), ['mute']],
    [
      'of an instance',
      record({ ref: { ...place, instance: InstanceId.parse('i-0123456789abcdef0') } }, { undo: 'e1' }),
      ['waive', 'mute'],
    ],
    ['of an account-region', record({ ref: place }, { undo: 'e1' }), ['undo', 'waive', 'mute']],
    ['with an entry that is none', record({}, { status: 'fixed', undo: 'e 1\n' }), []],
    ['with a plan that is none', record({}, { waiting: { ...waiting, plan: '"}' } }), ['waive', 'mute']],
  ])('of a finding that is %s', (_, given, acts) => {
    expect(actsOf(given)).toEqual(acts);
  });

  it('are those that the policy lets somebody use, and none where clicks come to nobody', () => {
    const given = record({}, { waiting });
    expect(actsOf(given, (right) => right === 'approve')).toEqual(['approve', 'refuse']);
    expect(actsOf(given, (right) => right === 'mute')).toEqual(['mute']);
    expect(slackActions(given, { ...options, mayAnybody: () => false })).toBeNull();
    expect(slackActions(given, options)).toBeNull();
    expect(slackMessage(given, options).blocks.map(({ type }) => type)).not.toContain('actions');
    expect(
      slackMessage(given, everybodyMay)
        .blocks.map(({ type }) => type)
        .at(-2),
    ).toBe('actions');
  });

  it('carry all that a request needs, and come back as they went', () => {
    const { id, ref } = record().finding;
    expect(
      buttonsOf(record({}, { waiting, undo: 'e1' })).map(({ value }) => readButton(value ?? '')),
    ).toEqual([
      { act: 'approve', ref, finding: id, plan: 'fedcba9876543210' },
      { act: 'refuse', ref, finding: id, plan: 'fedcba9876543210' },
      { act: 'undo', ref, finding: id, entry: 'e1' },
      { act: 'waive', ref, finding: id },
      { act: 'mute', ref, finding: id },
    ]);
  });

  const dialogOf = (given: FindingRecord, act: string) =>
    buttonsOf(given).find(({ action_id: id }) => id === act)?.confirm?.text.text;

  it.each([
    [['revoke-public'], undefined],
    [['add-tags', 'disable'], 'disabled, and nobody it was shared with can launch it any more'],
    [['deregister'], 'it is gone for good'],
    [['disable', 'deregister'], 'any more; the image is deregistered'],
  ] as const)('ask again before a plan of %j', (actions, text) => {
    const asked = dialogOf(record({}, { waiting: { ...waiting, actions } }), 'approve');
    if (text === undefined) expect(asked).toBeUndefined();
    else expect(asked).toContain(text);
  });

  it('ask again by the finding’s own remediation where the record does not say what the plan does', () => {
    const old = { ...waiting };
    Reflect.deleteProperty(old, 'actions');
    const remediation = { action: 'deregister', limitPerHour: null, approval: 'manual' } as const;
    expect(dialogOf(record({ remediation }, { waiting: old }), 'approve')).toContain('gone for good');
  });

  it('say before an undo what it brings back, and before a refusal that it is final', () => {
    expect(dialogOf(fixed(), 'undo')).toBe(
      'On ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1: Gave back everybody (public). ' +
        'The finding opens, and the next change is judged by the policy: waive it if it is to stay.',
    );
    expect(dialogOf(record({}, { waiting }), 'refuse')).toContain('nothing more of it is done');
  });
});
