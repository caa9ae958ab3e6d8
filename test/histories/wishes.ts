import type { Asker } from '../../lib/model/asker.ts';
import type { Request } from '../../lib/model/request.ts';
import { isInstance } from '../../lib/model/subject.ts';
import { subjectsIn } from './estate.ts';
import type { History, Person } from './history.ts';
import type { System } from './system.ts';

const PEOPLE: readonly Asker[] = ['U1', 'U2', 'U3'].map((id) => ({
  kind: 'slack',
  name: id,
  arn: null,
  id: `slack:${id}`,
}));
const CLAIMED: Asker = { kind: 'lambda', name: 'somebody', arn: null, id: null };

/** Who asks: one of three known people, or somebody who only says who they are. */
export const askerOf = ({ by }: Person): Asker => PEOPLE[by] ?? CLAIMED;

/** What a person would ask for as things stand; null when there is nothing of that kind. */
export const requestOf = async (
  { ask, pick }: Person,
  {
    journal,
    ec2,
    now,
  }: { readonly journal: System['journal']; readonly ec2: System['ec2']; readonly now: number },
  history: History,
): Promise<Request | null> => {
  const subjects = subjectsIn(ec2.world, history);
  const chosen = <T>(from: readonly T[]): T | null => from[pick % Math.max(1, from.length)] ?? null;
  if (ask === 'rollback') {
    const entries = (await Promise.all(subjects.map((ref) => journal.entries(ref)))).flat();
    const entry = chosen(
      entries.filter(
        (one) => one.kind === 'outcome' && one.intent !== null && one.outcome.kind !== 'refused',
      ),
    );
    if (entry === null || isInstance(entry.ref)) return null;
    return { kind: 'rollback', ref: entry.ref, entry: entry.id, dryRun: pick % 11 === 0 };
  }
  const records = (await Promise.all(subjects.map((ref) => journal.findings(ref)))).flat();
  if (ask === 'remediate') {
    const record = chosen(records);
    const ref = record?.finding.ref;
    if (record === null || ref === undefined || isInstance(ref)) return null;
    return { kind: 'remediate', ref, rule: record.finding.rule, dryRun: pick % 11 === 0 };
  }
  if (ask === 'waive' || ask === 'mute') {
    const finding = chosen(records)?.finding;
    if (finding === undefined) return null;
    const { ref, id } = finding;
    const hours = 1 + (pick % 48);
    const until = new Date(now + hours * 3_600_000).toISOString();
    if (ask === 'mute') return { kind: 'mute', ref, finding: id, until, dryRun: false };
    const words = { reason: 'for a while', owner: 'o@example.com', ticket: null };
    return { kind: 'waive', ref, finding: id, until, ...words, dryRun: pick % 11 === 0 };
  }
  const waiting = chosen([...new Set(records.flatMap((record) => record.waiting?.plan ?? []))]);
  if (waiting === null) return null;
  return ask === 'approve'
    ? { kind: 'apply', plan: waiting, dryRun: pick % 11 === 0 }
    : { kind: 'refuse', plan: waiting, reason: null, dryRun: pick % 11 === 0 };
};
