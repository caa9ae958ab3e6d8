import type { Cause, FindingRecord } from '../model/journal.ts';
import { actorText } from './actor-text.ts';
import type { AccountNames } from './alert-options.ts';
import { detailText } from './detail-text.ts';
import { doneText } from './outcome-text.ts';
import { accountText } from './principal-text.ts';
import { subjectText } from './subject-text.ts';
import type { Wording } from './wording.ts';

/** What an alert says of a finding, one sentence or phrase each, in the given medium's wording. */
export interface FindingText {
  readonly what: string;
  readonly where: string;
  /** What it is about: a label such as `Image`, and the text. */
  readonly subject: readonly [label: string, text: string];
  readonly found: string;
  readonly rule: string;
  readonly who: string;
  readonly event: string;
  readonly done: string;
  readonly record: string;
}

/** All that there is to say of a finding, except for the undo command and the link, which are the same in every medium. */
export const findingText = (record: FindingRecord, options: AccountNames, wording: Wording): FindingText => {
  const { finding, cause } = record;
  const { ref } = finding;
  return {
    what: `${isOver(record) ? 'No longer so: ' : ''}${wording.sentence(finding.reason)}`,
    where: `account ${accountText(ref.account, options, wording)}, ${wording.id(ref.region)}`,
    subject: subjectText(ref, finding.imageName, wording),
    found: detailText(finding.detail, options, wording),
    rule: `${wording.id(finding.rule)}, severity ${finding.severity}, mode ${finding.mode}`,
    who: whoText(cause, options, wording),
    event: eventText(cause, wording),
    done: doneText(record, options, wording),
    record: `${wording.id(finding.id)}, first seen ${wording.id(record.firstSeen)}, policy ${wording.id(finding.policyHash.slice(0, 12))}`,
  };
};

const isOver = ({ status }: FindingRecord): boolean => status === 'fixed' || status === 'closed';

const whoText = (cause: Cause, options: AccountNames, wording: Wording): string =>
  cause.actor === null && cause.event === 'Recheck'
    ? 'nobody: ami-warden looked again by itself'
    : actorText(cause.actor, options, wording);

const eventText = (cause: Cause, wording: Wording): string => {
  const event = `${wording.id(cause.event)} at ${wording.id(cause.at)}`;
  return cause.refused === null
    ? event
    : `${event}: a failed attempt, which AWS refused (${wording.id(cause.refused)}) and which changed nothing`;
};
