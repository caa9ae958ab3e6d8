import type { FindingRecord, Outcome } from '../model/journal.ts';
import type { AccountNames } from './alert-options.ts';
import { changeText, nowText } from './aspects-text.ts';
import { deedsText } from './deeds-text.ts';
import { grantOf, grantText, muteText } from './exemption-text.ts';
import { ended } from './plain.ts';
import { waitingText } from './waiting-text.ts';
import type { Wording } from './wording.ts';

/** What was done about a finding, or why nothing was, and what waits for a person; full sentences. */
export const doneText = (record: FindingRecord, options: AccountNames, wording: Wording): string => {
  const { outcome, waiting } = record;
  const grant = grantOf(record);
  const done = outcome === null ? nothingText(record, wording) : outcomeText(outcome, options, wording);
  return [
    grant !== null && outcome === null ? `Nothing: ${lower(grantText(grant, wording))}` : done,
    grant !== null && outcome !== null ? grantText(grant, wording) : null,
    waiting === undefined ? null : waitingText(waiting, wording),
    muteText(record, wording),
    deedsText(record, wording),
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
};

const lower = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

/** How an action ended: who lost or got the image back, and what reading it back showed. */
export const outcomeText = (outcome: Outcome, options: AccountNames, wording: Wording): string => {
  switch (outcome.kind) {
    case 'done': {
      const now = nowText(outcome.after, options, wording);
      const note = outcome.note === undefined ? '' : ` ${ended(wording.sentence(outcome.note))}`;
      return `${changeText(outcome.before, outcome.after, options, wording)} Read back and verified: ${now} now.${note}`;
    }
    case 'under-way':
      return `Under way: ${ended(wording.sentence(outcome.reason))}`;
    case 'unneeded':
      return `Nothing: on looking again there was nothing left to do. Now: ${nowText(outcome.after, options, wording)}.`;
    case 'unverified':
      return (
        `Tried, but not verified: ${ended(wording.sentence(outcome.reason))} Before: ` +
        `${nowText(outcome.before, options, wording)}. Last seen: ${nowText(outcome.after, options, wording)}.`
      );
    case 'refused':
      return `Nothing was changed: ${ended(wording.sentence(outcome.reason))}`;
  }
};

const nothingText = ({ status, finding }: FindingRecord, wording: Wording): string => {
  switch (status) {
    case 'waived':
      return finding.waiver === null
        ? 'Nothing: it is waived.'
        : `Nothing: waiver ${wording.id(finding.waiver)} covers it.`;
    case 'pending':
      return finding.graceUntil === null
        ? 'Nothing yet: it is inside its grace.'
        : `Nothing yet: it is inside its grace until ${wording.id(finding.graceUntil)}.`;
    case 'closed':
      return 'Nothing: it no longer fails.';
    case 'fixed':
      return 'It no longer fails; what was done is in the journal.';
    case 'open':
      return openText(finding, wording);
  }
};

const openText = ({ detail, mode, remediation }: FindingRecord['finding'], wording: Wording): string => {
  if (detail.kind === 'unreadable') return 'Nothing: what cannot be read is neither passed nor acted on.';
  if (mode !== 'enforce') return `Nothing: the mode is ${mode}, which only reports.`;
  if (remediation === null) return 'Nothing: the policy names no remediation for it.';
  const action = wording.id(remediation.action);
  switch (remediation.approval) {
    case 'auto':
      return `Nothing yet: ${action} is due.`;
    case 'manual':
      return `Nothing yet: ${action} waits for a person's approval.`;
    case 'two-person':
      return `Nothing yet: ${action} waits for the approval of two people.`;
  }
};
