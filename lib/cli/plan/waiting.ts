import type { FindingRecord, Waiting } from '../../model/journal.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';

/** A plan that waits for a person. */
export interface WaitingRow {
  readonly plan: string;
  /** `account/region/ami-…` */
  readonly subject: string;
  readonly why: Waiting['why'];
  readonly approval: Waiting['approval'];
  readonly approvedBy: readonly string[];
  readonly rules: readonly string[];
  /** ISO 8601, the first of its findings. */
  readonly since: string;
  readonly reasons: readonly string[];
}

/** The plans that findings wait with, the one that waits longest first. */
export const waitingRows = (
  records: readonly Pick<FindingRecord, 'finding' | 'waiting' | 'firstSeen'>[],
): readonly WaitingRow[] => {
  const rows = new Map<string, WaitingRow>();
  for (const { finding, waiting, firstSeen } of records) {
    if (waiting === undefined) continue;
    const { plan, why, approval, approvedBy } = waiting;
    const known = rows.get(plan);
    rows.set(plan, {
      plan,
      subject: subjectKey(finding.ref),
      why,
      approval,
      approvedBy,
      rules: [...new Set([...(known?.rules ?? []), finding.rule])],
      since: known === undefined || firstSeen < known.since ? firstSeen : known.since,
      reasons: [...(known?.reasons ?? []), finding.reason],
    });
  }
  return [...rows.values()].toSorted((a, b) => (a.since < b.since ? -1 : 1));
};

/** For people: a row a plan; empty when none waits. */
export const waitingTable = (rows: readonly WaitingRow[], screen: Screen): string =>
  rows.length === 0
    ? ''
    : table(
        ['plan', 'since', 'where', 'rule', 'waits for', 'why'],
        rows.map((row) => [
          row.plan,
          { text: row.since.replace(/\.\d+Z$/, 'Z'), tone: 'quiet' },
          { text: row.subject, tone: 'label' },
          row.rules.join(', '),
          waitsFor(row),
          row.reasons.join(' '),
        ]),
        screen,
      );

const waitsFor = ({ why, approval, approvedBy }: WaitingRow): string => {
  const who = approval === 'two-person' ? 'two people' : 'a person';
  const said = approvedBy.length === 0 ? '' : ` (${approvedBy.join(', ')} approved)`;
  return `${who}${said}: ${WHYS[why]}`;
};

const WHYS: Readonly<Record<Waiting['why'], string>> = {
  approval: 'the policy asks for it',
  limit: 'it is over a limit',
  fight: 'it was undone again and again',
  request: 'somebody asked for it',
};
