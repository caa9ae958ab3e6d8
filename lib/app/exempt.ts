import type { Asker } from '../model/asker.ts';
import type { FindingRecord, JournalEntry } from '../model/journal.ts';
import type { PolicyBundle } from '../model/policy.ts';
import type { Request } from '../model/request.ts';
import { subjectKey, type SubjectRef } from '../model/subject.ts';
import { compilePattern, patternMatches } from '../policy/pattern/pattern.ts';
import type { NewEntry } from '../ports/journal.ts';
import { isAmong } from '../remediation/approval.ts';
import { isNobody } from './asker.ts';
import { isClosed } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type Exemption = Extract<Request, { kind: 'waive' | 'mute' }>;

const DAY_MS = 24 * 60 * 60_000;
/** For how long a request may come again: a message that was given up lies in a DLQ for 14 days. */
const AGAIN_MS = 30 * DAY_MS;

/** An instant as it is written everywhere: ISO 8601, UTC, with milliseconds. */
export const instantOf = (until: string): string => new Date(until).toISOString();

/** Why a person may not exempt this finding until then; null when they may. */
export const objectionTo = (
  { kind, ref, finding: id, until }: Exemption,
  by: Asker,
  records: readonly FindingRecord[],
  { waiverPolicy }: PolicyBundle,
  now: Date,
): string | null => {
  if (isNobody(by)) return 'Nobody is known to ask for it: say who you are, as `by`, or prove it.';
  const record = records.find(({ finding }) => finding.id === id);
  if (record === undefined) return `There is no finding ${id} of ${subjectKey(ref)} in the journal.`;
  if (isClosed(record.status)) return `Finding ${id} is ${record.status}: there is nothing to ${kind}.`;
  const left = Date.parse(until) - now.getTime();
  if (left <= 0) return `${until} is past.`;
  const maxDays = waiverPolicy?.maxDays ?? null;
  return maxDays !== null && left > maxDays * DAY_MS
    ? `${until} is too far away: the policy lets it be at most ${String(maxDays)} days (waiverPolicy.maxDays).`
    : null;
};

/** Why this ticket is not what the policy asks of waivers; null when it is. */
export const ticketObjection = (
  ticket: string | null,
  { waiverPolicy }: Pick<PolicyBundle, 'waiverPolicy'>,
): string | null => {
  const wanted = waiverPolicy?.requireTicket ?? null;
  if (wanted === null || fits(wanted, ticket ?? '')) return null;
  const what = ticket === null ? 'No ticket was given' : `${JSON.stringify(ticket)} is not the ticket`;
  return `${what}: the policy asks for one that matches ${wanted} (waiverPolicy.requireTicket).`;
};

const fits = (pattern: string, text: string): boolean => {
  const compiled = compilePattern(pattern);
  return compiled.ok && patternMatches(compiled.pattern, text);
};

/**
 * The id of the journal's entry of what somebody asks for, appended if it is not there: a request that comes again is the same.
 * Null when one of the same kind has come after it, which counts then.
 */
export const entryOf = async <Entry extends JournalEntry & { readonly by: Asker }>(
  ref: SubjectRef,
  by: Asker,
  isOfKind: (entry: JournalEntry) => entry is Entry,
  isThis: (entry: Entry) => boolean,
  fresh: NewContent,
  { journal, clock }: Pick<RemediationPorts, 'journal' | 'clock'>,
): Promise<{ readonly entry: string | null; readonly isNew: boolean }> => {
  const now = clock.now();
  const since = new Date(now.getTime() - AGAIN_MS).toISOString();
  const entries = (await journal.entries(ref, since)).filter(isOfKind);
  const known = entries.findLastIndex((entry) => isThis(entry) && isAmong(by, [entry.by]));
  if (known >= 0) {
    return { entry: known === entries.length - 1 ? (entries[known]?.id ?? null) : null, isNew: false };
  }
  return { entry: await journal.append({ ...fresh, ref, at: now.toISOString() }), isNew: true };
};

type NewContent = NewEntry extends infer New
  ? New extends { readonly kind: 'waiver' | 'mute' }
    ? Omit<New, 'ref' | 'at'>
    : never
  : never;
