import type { FindingRecord, JournalEntry } from '../model/journal.ts';
import type { Answer, Request } from '../model/request.ts';
import { type Asked, answerNothing } from './answer.ts';
import { causeOf } from './asker.ts';
import { withDeeds } from './deeds.ts';
import { entryOf, instantOf, objectionTo } from './exempt.ts';
import { failureOf } from './muted.ts';
import { recordChanges } from './record-findings.ts';
import { withHash, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type Wanted = Extract<Request, { kind: 'mute' }>;
type Entry = Extract<JournalEntry, { kind: 'mute' }>;

/**
 * Keeps the alerts of one finding quiet until an instant because a person asks for it, unless it gets worse; it is judged, recorded and
 * put right as before. Asked again, it is the same mute.
 */
export const muteFinding = async (wanted: Wanted, asked: Asked, ports: RemediationPorts): Promise<Answer> => {
  const { ref, finding: id, dryRun } = wanted;
  const until = instantOf(wanted.until);
  const records = await ports.journal.findings(ref);
  const now = ports.clock.now();
  const why = objectionTo(wanted, asked.by, records, await ports.policies.policy(), now);
  if (why !== null) return answerNothing(asked, 'refused', why);
  if (dryRun) return answerNothing(asked, 'would', `Alerts of finding ${id} would be muted until ${until}.`);
  const rule = records.find(({ finding }) => finding.id === id)?.finding.rule ?? '';
  const { entry, isNew } = await entryOf(
    ref,
    asked.by,
    (one): one is Entry => one.kind === 'mute' && one.finding === id,
    (one) => one.until === until,
    { kind: 'mute', finding: id, rule, until, by: asked.by },
    ports,
  );
  if (entry === null) {
    return answerNothing(asked, 'unneeded', `Finding ${id} was muted so before, and otherwise since.`);
  }
  const decide = (latest: readonly FindingRecord[]): readonly RecordChange[] =>
    latest.flatMap((one) => {
      if (one.finding.id !== id || one.muted?.entry === entry) return [];
      const { severity } = one.finding;
      const muted = { until, by: asked.by, entry, severity, failure: failureOf(one) };
      const at = now.toISOString();
      const quiet = withDeeds({ ...one, muted, updatedAt: at }, [{ what: 'muted', by: asked.by, at }]);
      const next = withHash(quiet);
      return [{ record: next, expected: one.updatedAt, statusChanged: false }];
    });
  await recordChanges(ref, causeOf('Mute', asked.by, now), decide, records, ports);
  // At every try: whether there is something to tell, and to remember, is for the journal to say.
  await ports.queues.sendNotice({ kind: 'finding', ref, finding: id });
  return isNew
    ? answerNothing(asked, 'done', `Alerts of finding ${id} are muted until ${until}.`)
    : answerNothing(asked, 'unneeded', `Alerts of finding ${id} are muted until ${until} already.`);
};
