/** The time that a part holds: from `since` (null: the beginning) to before `until`; ISO 8601 with milliseconds. */
export interface PartTime {
  readonly since: string | null;
  readonly until: string;
}

const STAMP = String.raw`(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2}\.\d{3})Z`;
const NAME = new RegExp(`^journal-until-${STAMP}-since-(?:beginning|${STAMP})[.]jsonl[.]gz$`);

/** The name of a part. Names sort by time; they have no sign that a file system or a URL would refuse. */
export const partName = ({ since, until }: PartTime): string =>
  `journal-until-${stamp(until)}-since-${since === null ? 'beginning' : stamp(since)}.jsonl.gz`;

/** Up to when these names, other files among them, hold the journal; null when none is a part. */
export const exportedUntil = (names: readonly string[]): string | null =>
  names
    .flatMap((name) => {
      const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
      if (second === undefined) return [];
      return [`${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${second}Z`];
    })
    .toSorted()
    .at(-1) ?? null;

const stamp = (at: string): string => at.replaceAll(/[-:]/g, '');
