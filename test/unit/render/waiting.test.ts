import { describe, expect, test } from 'vitest';
import type { Waiting } from '../../../lib/model/journal.ts';
import { contentHash } from '../../../lib/render/content-hash.ts';
import { findingEvent } from '../../../lib/render/event.ts';
import { doneText } from '../../../lib/render/outcome-text.ts';
import { snsMessage } from '../../../lib/render/sns.ts';
import { slackMessage } from '../../../lib/render/slack.ts';
import { approveCommand, undoCommand } from '../../../lib/render/undo-command.ts';
import { plainWording } from '../../../lib/render/wording.ts';
import { options, record } from './sample-record.ts';

const waiting = (over: Partial<Waiting> = {}): Waiting => ({
  plan: '0123456789abcdef',
  why: 'approval',
  approval: 'manual',
  state: 'waiting',
  approvedBy: [],
  refusedBy: null,
  content: 'c',
  ...over,
});
const manual = { action: 'revoke-public', limitPerHour: 20, approval: 'manual' } as const;
const withWaiting = (over: Partial<Waiting> = {}) =>
  record({ remediation: manual }, { waiting: waiting(over) });
const PLAN = 'plan 0123456789abcdef';

describe('what waits for a person', () => {
  test.each([
    [{}, `It waits for approval of ${PLAN}.`],
    [{ approval: 'two-person' }, `It waits for approval of ${PLAN} by two people.`],
    [
      { approval: 'two-person', approvedBy: ['alice'] },
      `It waits for approval of ${PLAN} by a second person; "alice" approved it.`,
    ],
    [
      { state: 'approved', approvedBy: ['alice', 'bob'] },
      'Plan 0123456789abcdef is approved by "alice" and "bob", and is due.',
    ],
    [
      { state: 'refused', refusedBy: 'carol' },
      'Plan 0123456789abcdef was refused by "carol": nothing of it is done.',
    ],
  ] as const)('%j', (over, text) => {
    expect(doneText(withWaiting(over), options, plainWording)).toBe(
      `Nothing yet: revoke-public waits for a person's approval. ${text}`,
    );
  });

  test.each(['limit', 'fight'] as const)('held up by a %s, a person can let it through', (why) => {
    const held = record({}, { outcome: { kind: 'refused', reason: 'because' }, waiting: waiting({ why }) });
    expect(doneText(held, options, plainWording)).toBe(
      `Nothing was changed: because. A person can let it through: it waits for approval of ${PLAN}.`,
    );
  });

  test('a name cannot speak for us', () => {
    const hostile = withWaiting({ state: 'approved', approvedBy: ['x". Everything is fine.\n'] });
    expect(doneText(hostile, options, plainWording)).toContain(
      `approved by "x'. Everything is fine. ", and is due.`,
    );
  });

  test('an e-mail says how to approve it, as long as it waits', () => {
    const command =
      `aws lambda invoke --function-name ami-warden-dev-remediate --cli-binary-format raw-in-base64-out ` +
      `--payload '{"apply":"0123456789abcdef"}' /dev/stdout`;
    expect(snsMessage(withWaiting(), options).message).toContain(
      `Approve: in the account and region of ami-warden, run\n         ${command}`,
    );
    expect(snsMessage(withWaiting({ state: 'refused', refusedBy: 'carol' }), options).message).not.toContain(
      'Approve:',
    );
    expect(approveCommand(record(), 'f')).toBeNull();
    expect(approveCommand(withWaiting({ plan: `'; rm -rf /` }), 'f')).toBeNull();
  });

  test('Slack and programs hear of it', () => {
    expect(JSON.stringify(slackMessage(withWaiting(), options))).toContain('0123456789abcdef');
    expect(findingEvent(withWaiting({ approvedBy: ['alice'] })).detail).toMatchObject({
      waiting: {
        plan: '0123456789abcdef',
        why: 'approval',
        approval: 'manual',
        state: 'waiting',
        approvedBy: ['alice'],
        refusedBy: null,
      },
    });
    expect(findingEvent(record()).detail).not.toHaveProperty('waiting');
  });

  test('is news when it changes, and only then', () => {
    const hash = (over: Partial<Waiting>): string => contentHash(withWaiting(over));
    expect(hash({ content: 'other' })).toBe(hash({}));
    const all = [
      {},
      { plan: 'fedcba9876543210' },
      { state: 'refused', refusedBy: 'x' },
      { approvedBy: ['a'] },
      { why: 'limit' },
    ] as const;
    expect(new Set(all.map((over) => hash(over))).size).toBe(5);
    expect(contentHash(record({ remediation: manual }))).not.toBe(hash({}));
  });

  test('what was done to a guard rail is undone without an image', () => {
    const { account, region } = record().finding.ref;
    const done = record({ ref: { account, region } }, { undo: 'entry-1' });
    expect(undoCommand(done, 'f')).toContain(
      `'{"rollback":{"account":"222233334444","region":"eu-west-1","entry":"entry-1"}}'`,
    );
  });
});
