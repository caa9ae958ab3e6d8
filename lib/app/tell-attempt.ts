import type { ImageChange } from '../model/change.ts';
import type { EvaluationInput, Finding } from '../model/finding.ts';
import { sha256Hex } from '../model/hash.ts';
import type { Datum, Fact, FactData } from '../model/image.ts';
import type { Cause } from '../model/journal.ts';
import type { Organization } from '../model/organization.ts';
import type { PolicyBundle } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import { isImage, subjectKey, type SubjectRef } from '../model/subject.ts';
import type { Severity } from '../model/words.ts';
import { evaluate } from '../policy/evaluate.ts';
import { factsFor } from '../policy/facts-for.ts';
import { principalList } from '../render/principal-text.ts';
import { plainWording } from '../render/wording.ts';
import type { Journal } from '../ports/journal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queues } from '../ports/queues.ts';
import { grantsOf } from './record-findings.ts';

/** What asking for a notice needs. */
interface AttemptPorts {
  readonly journal: Pick<Journal, 'findings'>;
  readonly queues: Pick<Queues, 'sendNotice'>;
  readonly clock: Clock;
}

/**
 * Asks for a notice on an attempt to share or carry off an image that AWS refused, if it would have been a finding that people
 * are told of. Once for each event and image, however often the event comes. Nothing for any other change.
 */
export const tellOfAttempt = async (
  ref: SubjectRef,
  change: ImageChange,
  cause: Cause,
  { policy, organization }: { readonly policy: PolicyBundle; readonly organization: Organization },
  ports: AttemptPorts,
): Promise<void> => {
  const tried = change.outcome.kind === 'refused' && isImage(ref) ? triedIn(change) : null;
  if (tried === null) return;
  const now = ports.clock.now();
  const grants = grantsOf(await ports.journal.findings(ref));
  const finding = worst(supposed(ref, tried, { policy, organization, grants, now }));
  if (finding === null) return;
  await ports.queues.sendNotice({
    kind: 'attempt',
    id: sha256Hex(`attempt ${change.eventId} ${subjectKey(ref)}`).slice(0, 32),
    at: now.toISOString(),
    ref,
    rule: finding.rule,
    severity: finding.severity,
    cause,
    what: tried.what,
  });
};

/** What would be known if the attempt had come off, and a sentence on it. */
interface Tried {
  readonly facts: FactData;
  readonly touched: Fact;
  readonly what: string;
}

const known = <T>(value: T): Datum<T> => ({ kind: 'known', value });

const triedIn = ({ detail, snapshots }: ImageChange): Tried | null => {
  switch (detail.kind) {
    case 'shared':
      if (detail.added.length === 0) return null;
      return {
        facts: { launchPermission: known(detail.added) },
        touched: 'launchPermission',
        what: `Somebody tried to share the image with ${named(detail.added)}.`,
      };
    case 'snapshot-shared': {
      if (detail.added.length === 0) return null;
      const principals = detail.added;
      return {
        facts: { snapshotSharing: known(snapshots.map((snapshot) => ({ snapshot, principals }))) },
        touched: 'snapshotSharing',
        what: `Somebody tried to share ${snapshots.join(', ')}, which the image is made of, with ${named(principals)}.`,
      };
    }
    case 'exported': {
      const { how, bucket } = detail;
      return {
        facts: { exports: known([{ how, bucket, key: null, state: null }]) },
        touched: 'exports',
        what: `Somebody tried to write the image to ${bucket === null ? 'a bucket' : `the bucket ${bucket}`}.`,
      };
    }
    case 'created':
    case 'shares-reset':
    case 'tagged':
    case 'state':
    case 'attribute':
    case 'launched':
    case 'guardrail':
    case 'importing':
    case 'unseen':
    case 'recheck':
      return null;
  }
};

const named = (principals: readonly Principal[]): string =>
  principalList(principals, { accountName: () => null }, plainWording);

/** What the policy would have said: by the same function as of everything, with all that was not read as unreadable. */
const supposed = (
  ref: SubjectRef,
  { facts, touched }: Tried,
  basis: Pick<EvaluationInput, 'policy' | 'organization' | 'grants' | 'now'>,
): readonly Finding[] => {
  const { policy, now } = basis;
  const unread = {
    kind: 'fault',
    operation: 'observe',
    code: 'NotRead',
    message: 'not read',
    retryable: false,
  };
  const needed = factsFor(policy, [touched], ref.account, ref.region);
  const others = Object.fromEntries(needed.map((fact) => [fact, unread])) as FactData;
  const evaluation = evaluate({
    state: { ...others, ...facts, ref, observedAt: now.toISOString() },
    touched: [touched],
    firstSeen: new Map(),
    ...basis,
  });
  const kinds = new Map(policy.rules.map(({ id, parameters }) => [id, parameters.kind]));
  return evaluation.findings.filter(
    ({ rule, mode, waiver }) =>
      (mode === 'notify' || mode === 'enforce') &&
      waiver === null &&
      ABOUT_LEAVING.has(kinds.get(rule) ?? ''),
  );
};

// Where nobody can tell (a scope that asks for the image's name), it counts: better told in vain than not at all.
const ABOUT_LEAVING: ReadonlySet<string> = new Set([
  'public-sharing',
  'sharing',
  'snapshot-sharing',
  'export',
]);

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

const worst = (findings: readonly Finding[]): Finding | null =>
  findings.toSorted((one, other) => RANK[one.severity] - RANK[other.severity])[0] ?? null;
