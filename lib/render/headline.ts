import type { FindingRecord } from '../model/journal.ts';
import { grantOf } from './exemption-text.ts';
import { plain } from './plain.ts';
import { subjectPlace } from './subject-text.ts';

/** One line that says where a finding stands, how bad, which rule and which subject; no name that others chose, at most 150 characters. */
export const headline = (record: FindingRecord): string => {
  const { rule, ref } = record.finding;
  return plain(`${standing(record)}: ${plain(rule, 60)}, ${subjectPlace(ref)}`, 150);
};

/** Where a finding stands, in two to five words, such as `CRITICAL open` or `Waived`. */
export const standing = (record: FindingRecord): string => {
  switch (record.status) {
    case 'open':
      return `${record.finding.severity.toUpperCase()} ${openStanding(record)}`;
    case 'waived':
      return waivedStanding(record);
    case 'fixed':
      return 'Fixed';
    case 'closed':
      return 'Closed';
    case 'pending':
      return 'In grace';
  }
};

const waivedStanding = (record: FindingRecord): string => {
  const grant = grantOf(record);
  if (grant !== null) return `Waived until ${plain(grant.until.slice(0, 16), 30)} UTC`;
  const { waiver } = record.finding;
  return waiver === null ? 'Waived' : `Waived by ${plain(waiver, 30)}`;
};

const openStanding = ({ finding, outcome, cause }: FindingRecord): string => {
  if (finding.detail.kind === 'unreadable') return 'not checked';
  if (outcome?.kind === 'refused') return 'not fixed';
  if (outcome?.kind === 'unverified') return 'fix not verified';
  if (outcome?.kind === 'under-way') return 'fix under way';
  return cause.refused === null ? 'open' : 'open, attempt refused';
};
