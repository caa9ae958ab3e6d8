import type { FindingRecord } from '../model/journal.ts';
import type { Grant } from '../model/grant.ts';
import { ended } from './plain.ts';
import type { Wording } from './wording.ts';

/** The grant that a finding is waived by; null when nothing waives it, or a waiver of the policy does. */
export const grantOf = ({ status, finding, granted }: FindingRecord): Grant | null =>
  status === 'waived' && granted?.entry === finding.waiver ? granted : null;

/** Who waived a finding, until when and why; full sentences. */
export const grantText = ({ by, until, reason, owner, ticket }: Grant, wording: Wording): string => {
  const of = ticket === null ? 'no ticket' : `ticket ${wording.id(ticket)}`;
  return (
    `Waived by ${wording.name(by.name)} until ${wording.id(until)}: ${ended(wording.sentence(reason))} ` +
    `Owner ${wording.name(owner)}, ${of}.`
  );
};

/** Who asked for quiet, and until when; null when nobody did, or there is nothing left to be quiet about. */
export const muteText = ({ status, muted }: FindingRecord, wording: Wording): string | null =>
  muted === undefined || status === 'fixed' || status === 'closed'
    ? null
    : `Muted by ${wording.name(muted.by.name)} until ${wording.id(muted.until)}, unless it gets worse.`;
