import type { FindingDetail } from '../model/finding.ts';
import type { Cause, FindingRecord } from '../model/journal.ts';
import { actorText } from './actor-text.ts';
import type { AccountNames } from './alert-options.ts';
import { doneText } from './outcome-text.ts';
import { accountText, principalText } from './principal-text.ts';
import type { Wording } from './wording.ts';

/** What an alert says of a finding, one sentence or phrase each, in the given medium's wording. */
export interface FindingText {
  readonly what: string;
  readonly where: string;
  readonly image: string;
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
    image: `${wording.id(ref.image)}${finding.imageName === null ? '' : ` ${wording.name(finding.imageName)}`}`,
    found: detailText(finding.detail, options, wording),
    rule: `${wording.id(finding.rule)}, severity ${finding.severity}, mode ${finding.mode}`,
    who: whoText(cause, options, wording),
    event: eventText(cause, wording),
    done: doneText(record, options, wording),
    record: `${wording.id(finding.id)}, first seen ${wording.id(record.firstSeen)}, policy ${wording.id(finding.policyHash.slice(0, 12))}`,
  };
};

/** What exactly fails: the principal, device, tag or datum. */
export const detailText = (detail: FindingDetail, options: AccountNames, wording: Wording): string => {
  switch (detail.kind) {
    case 'principal':
      return `shared with ${principalText(detail.principal, options, wording)}`;
    case 'device': {
      const snapshot = detail.snapshot === null ? '' : `, snapshot ${wording.id(detail.snapshot)}`;
      const key = detail.kmsKey === null ? 'not encrypted' : `encrypted under ${wording.id(detail.kmsKey)}`;
      return `device ${wording.id(detail.device)}${snapshot}, ${key}`;
    }
    case 'tag':
      return detail.value === null
        ? `tag ${wording.name(detail.tag)} is missing`
        : `tag ${wording.name(detail.tag)} is ${wording.name(detail.value)}`;
    case 'unreadable':
      return `${wording.id(detail.datum)} could not be read: ${wording.id(detail.code)}`;
  }
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
