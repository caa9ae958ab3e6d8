import type { Asker } from '../model/asker.ts';
import type { FindingRecord } from '../model/journal.ts';
import type { Wording } from './wording.ts';

/** Which people did what about a finding, and when; a full sentence, null when nobody did anything. */
export const deedsText = ({ deeds = [] }: FindingRecord, wording: Wording): string | null => {
  if (deeds.length === 0) return null;
  const text = deeds
    .map(({ what, by, at }) => `${what} by ${wording.name(by.name)}${FROM[by.kind]} at ${wording.id(at)}`)
    .join(', ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
};

const FROM: Readonly<Record<Asker['kind'], string>> = { slack: ' in Slack', cli: '', lambda: '' };
