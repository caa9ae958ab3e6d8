import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types';
import type { FindingRecord } from '../model/journal.ts';
import { buttonValue, RIGHT_FOR, type SlackButton } from '../model/slack-button.ts';
import { isInstance } from '../model/subject.ts';
import type { AlertOptions } from './alert-options.ts';
import { changeText } from './aspects-text.ts';
import { plain } from './plain.ts';
import { subjectPlace } from './subject-text.ts';
import { plainWording } from './wording.ts';

/**
 * The buttons of an alert, each only where what it does can be done: a plan waits, there is something to take back, the finding is
 * open, and the policy lets somebody do it. Null when there is none.
 */
export const slackActions = (record: FindingRecord, options: AlertOptions): ActionsBlock | null => {
  const { mayAnybody } = options;
  if (mayAnybody === undefined) return null;
  const elements = buttonsFor(record)
    .filter(({ act }) => mayAnybody(RIGHT_FOR[act]))
    .flatMap((button) => element(button, record, options));
  return elements.length === 0 ? null : { type: 'actions', block_id: 'ami-warden', elements };
};

const buttonsFor = ({ finding, status, waiting, undo }: FindingRecord): readonly SlackButton[] => {
  const { id, ref, detail } = finding;
  const about = { ref, finding: id };
  const isWaiting = status === 'open' && waiting?.state === 'waiting';
  const plans = isWaiting ? (['approve', 'refuse'] as const) : [];
  return [
    ...plans.map((act): SlackButton => ({ act, ...about, plan: waiting?.plan ?? '' })),
    ...(undo === null || isInstance(ref) ? [] : [{ act: 'undo', ref, finding: id, entry: undo } as const]),
    // What could not be read cannot be waived.
    ...(status === 'open' && detail.kind !== 'unreadable' ? [{ act: 'waive', ...about } as const] : []),
    ...(status === 'open' ? [{ act: 'mute', ...about } as const] : []),
  ];
};

const LABELS = {
  approve: 'Approve',
  refuse: 'Refuse',
  undo: 'Undo',
  waive: 'Waive 7 days',
  mute: 'Mute',
} as const;

const element = (button: SlackButton, record: FindingRecord, options: AlertOptions): readonly Button[] => {
  const value = buttonValue(button);
  // Half of what a request needs is of no use.
  if (value === null) return [];
  const confirm = confirmation(button, record, options);
  return [
    {
      type: 'button',
      action_id: button.act,
      text: { type: 'plain_text', text: LABELS[button.act], emoji: false },
      value,
      ...(button.act === 'approve' ? { style: 'primary' } : {}),
      ...(button.act === 'undo' || button.act === 'refuse' ? { style: 'danger' } : {}),
      ...(confirm === null ? {} : { confirm }),
    },
  ];
};

/** What is asked before something that is hard or impossible to take back, or that opens what was closed; null where a click is enough. */
const confirmation = (
  button: SlackButton,
  record: FindingRecord,
  options: AlertOptions,
): ConfirmationDialog | null => {
  const where = subjectPlace(record.finding.ref);
  switch (button.act) {
    case 'approve': {
      const grave = actionsOf(record).flatMap((action) => GRAVE[action] ?? []);
      return grave.length === 0
        ? null
        : dialog('Approve this plan?', `On ${where}: ${grave.join('; ')}.`, 'Approve');
    }
    case 'undo':
      return dialog('Undo what was done?', `On ${where}: ${undone(record, options)}`, 'Undo');
    case 'mute':
      return dialog(
        'Mute this finding?',
        'Its alerts stay quiet for some days, unless it gets worse. It is still judged, and put right as the policy says.',
        'Mute',
      );
    case 'refuse':
      return dialog(
        'Refuse this plan?',
        `On ${where} nothing more of it is done, and the finding stays open.`,
        'Refuse',
      );
    case 'waive':
      return null;
  }
};

/** What the waiting plan does; by the finding's own remediation where the record is too old to say. */
const actionsOf = ({ waiting, finding }: FindingRecord): readonly string[] =>
  waiting?.actions ?? (finding.remediation === null ? [] : [finding.remediation.action]);

const AFTER_UNDO =
  'The finding opens, and the next change is judged by the policy: waive it if it is to stay.';

const undone = ({ outcome }: FindingRecord, options: AlertOptions): string => {
  const change =
    outcome?.kind === 'done'
      ? changeText(outcome.after, outcome.before, options, plainWording)
      : 'All is as it was before again.';
  return `${plain(change, 150)} ${AFTER_UNDO}`;
};

/** The actions that cut somebody off, or cannot be taken back whole, and what they do. */
const GRAVE: Readonly<Record<string, string>> = {
  disable: 'the image is disabled, and nobody it was shared with can launch it any more',
  deregister:
    'the image is deregistered; after the days of the Recycle Bin, if a rule of it holds, it is gone for good',
  'encrypted-copy': 'an encrypted copy takes its place, under another id',
  'request-quota-increase': 'a larger quota is asked of AWS, which cannot be taken back',
};

// Slack's limits for a dialog are 100, 300 and 30 characters.
const dialog = (title: string, text: string, confirm: string): ConfirmationDialog => ({
  title: { type: 'plain_text', text: plain(title, 100), emoji: false },
  text: { type: 'plain_text', text: plain(text, 300), emoji: false },
  confirm: { type: 'plain_text', text: plain(confirm, 30), emoji: false },
  deny: { type: 'plain_text', text: 'Cancel', emoji: false },
  style: 'danger',
});
