import type { FindingRecord, JournalEntry } from '../model/journal.ts';
import type { Answer, Request } from '../model/request.ts';
import { type Asked, answerNothing } from './answer.ts';
import { causeOf } from './asker.ts';
import { withDeeds } from './deeds.ts';
import { withLease } from './lease.ts';
import { lookOnce } from './look-later.ts';
import { entryOf, instantOf, objectionTo, ticketObjection } from './exempt.ts';
import { recordChanges } from './record-findings.ts';
import { isClosed, withHash, withWaiting, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type Wanted = Extract<Request, { kind: 'waive' }>;
type Entry = Extract<JournalEntry, { kind: 'waiver' }>;

/**
 * Exempts one finding until an instant because a person asks for it, as far as the policy in force lets people. From then on
 * nothing is done about it: whoever writes to its subject has finished before, or sees the grant. Asked again, it is the
 * same grant.
 */
export const waiveFinding = async (
  wanted: Wanted,
  asked: Asked,
  ports: RemediationPorts,
): Promise<Answer> => {
  const { ref, finding: id, dryRun } = wanted;
  const policy = await ports.policies.policy();
  const until = instantOf(wanted.until);
  const check = (records: readonly FindingRecord[]): string | null =>
    objectionTo(wanted, asked.by, records, policy, ports.clock.now()) ??
    unreadable(records, id) ??
    ticketObjection(wanted.ticket, policy);
  const refuse = (why: string): Answer => answerNothing(asked, 'refused', why);
  if (dryRun) {
    const why = check(await ports.journal.findings(ref));
    return why === null
      ? answerNothing(asked, 'would', `Finding ${id} would be waived until ${until}.`)
      : refuse(why);
  }
  return withLease(ref, ports, async () => {
    const records = await ports.journal.findings(ref);
    const why = check(records);
    if (why !== null) return refuse(why);
    const { entry, isNew } = await keepEntry(wanted, until, asked, records, ports);
    if (entry === null) {
      return answerNothing(asked, 'unneeded', `Finding ${id} was waived so before, and otherwise since.`);
    }
    // Before the grant is recorded: a crash in between makes one look more, not one less.
    await lookOnce(ref, until, ports);
    await record(wanted, until, { entry, asked, records }, ports);
    // At every try: whether there is something to tell, and to remember, is for the journal to say.
    await ports.queues.sendNotice({ kind: 'finding', ref, finding: id });
    return isNew
      ? answerNothing(asked, 'done', `Finding ${id} is waived until ${until}.`)
      : answerNothing(asked, 'unneeded', `Finding ${id} is waived until ${until} already.`);
  });
};

const unreadable = (records: readonly FindingRecord[], id: string): string | null =>
  records.some(({ finding }) => finding.id === id && finding.detail.kind === 'unreadable')
    ? `Finding ${id} says what could not be read, and what is not known cannot be waived.`
    : null;

/** The journal's entry of this grant, a new one if there is none yet; null when another grant has replaced it since. */
const keepEntry = async (
  { ref, finding, reason, owner, ticket }: Wanted,
  until: string,
  { by }: Asked,
  records: readonly FindingRecord[],
  ports: Pick<RemediationPorts, 'journal' | 'clock'>,
): Promise<{ readonly entry: string | null; readonly isNew: boolean }> => {
  const isThis = (entry: Entry): boolean =>
    entry.until === until && entry.reason === reason && entry.owner === owner && entry.ticket === ticket;
  const rule = records.find((one) => one.finding.id === finding)?.finding.rule ?? '';
  return entryOf(
    ref,
    by,
    (entry): entry is Entry => entry.kind === 'waiver' && entry.finding === finding,
    isThis,
    { kind: 'waiver', finding, rule, until, reason, owner, ticket, by },
    ports,
  );
};

const record = async (
  { ref, finding: id, reason, owner, ticket }: Wanted,
  until: string,
  {
    entry,
    asked,
    records,
  }: { readonly entry: string; readonly asked: Asked; readonly records: readonly FindingRecord[] },
  ports: RemediationPorts,
): Promise<void> => {
  const at = ports.clock.now();
  const granted = { until, reason, owner, ticket, by: asked.by, entry };
  const decide = (latest: readonly FindingRecord[]): readonly RecordChange[] =>
    latest.flatMap((one) => {
      if (one.finding.id !== id || one.granted?.entry === entry) return [];
      const covered = { ...cover(one, entry), granted, updatedAt: at.toISOString() };
      const next = withHash(withDeeds(covered, [{ what: 'waived', by: asked.by, at: at.toISOString() }]));
      return [{ record: next, expected: one.updatedAt, statusChanged: next.status !== one.status }];
    });
  await recordChanges(ref, causeOf('Waiver', asked.by, at), decide, records, ports);
};

/** The record as waived by this entry, unless a waiver of the policy covers it, or it has closed meanwhile. */
const cover = (one: FindingRecord, entry: string): FindingRecord => {
  const isOfPolicy = one.status === 'waived' && one.finding.waiver !== one.granted?.entry;
  if (isClosed(one.status) || isOfPolicy) return one;
  const finding = { ...one.finding, waiver: entry, graceUntil: null };
  return { ...withWaiting(one, null), finding, status: 'waived' };
};
