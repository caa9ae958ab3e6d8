import { saidBy } from '../model/fault.ts';
import type { Datum, Fact, KnownFacts, SubjectState } from '../model/image.ts';
import type { RuleParameters } from '../model/parameters.ts';
import type { CheckContext, Failure, Rule, RuleAnswer } from './rule.ts';

/** What a check said of a subject, or which of the facts that it reads could not be had. */
export type Judgement = RuleAnswer | { readonly kind: 'unreadable'; readonly failures: readonly Failure[] };

/** Runs the check of these parameters. Throws when a fact that it reads was never asked for: that is a bug of the caller. */
export const judge = (
  rule: Rule,
  parameters: RuleParameters,
  state: SubjectState,
  context: CheckContext,
): Judgement => {
  const { needs, also } = rule.factsFor(parameters);
  const needed = gather(needs, state);
  // After a fault the observer may have had no way to ask for the rest.
  if (needed.faults.length > 0) return { kind: 'unreadable', failures: needed.faults };
  const more = gather(also, state);
  const unread = more.faults.length > 0 ? needed.unread : [...needed.unread, ...more.unread];
  if (unread.length > 0) throw new Error(`${rule.id} reads ${unread.join(', ')}, which nobody has read`);
  const answer = rule.check(parameters, { ...needed.facts, ...more.facts }, context);
  if (answer.kind === 'pending' || more.faults.length === 0) return answer;
  return { kind: 'judged', failures: [...answer.failures, ...more.faults] };
};

/** The failure that stands for a group of facts which AWS was asked for in vain. */
export const faultOf = (fact: Fact, datum: Extract<Datum<unknown>, { kind: 'fault' }>): Failure => ({
  detail: { kind: 'unreadable', datum: fact, code: datum.code },
  reason: `${FACT_NAMES[fact]} could not be read: ${datum.operation} answered ${datum.code} (${saidBy(datum)}).`,
});

/** What people call a group of facts, as the beginning of a sentence. */
export const FACT_NAMES: Readonly<Record<Fact, string>> = {
  image: 'The image',
  launchPermission: 'The launch permission',
  snapshots: 'The snapshots',
  snapshotSharing: 'The sharing of the snapshots',
  keyAliases: "The aliases of the snapshots' keys",
  references: 'What refers to the image',
  ancestry: 'The ancestry of the image',
  exports: 'Where the image was stored or exported to',
  shareQuota: 'The quota of shares',
  instance: 'The instance',
  imageBlockPublicAccess: 'Block public access for images',
  snapshotBlockPublicAccess: 'Block public access for snapshots',
  allowedImages: 'The setting for allowed images',
  ebsEncryption: 'Encryption of EBS volumes by default',
  quotas: 'The use of the quotas',
};

interface Gathered {
  readonly facts: Partial<KnownFacts>;
  readonly faults: readonly Failure[];
  readonly unread: readonly Fact[];
}

const gather = (wanted: readonly Fact[], state: SubjectState): Gathered => {
  const facts: Partial<Record<Fact, unknown>> = {};
  const faults: Failure[] = [];
  const unread: Fact[] = [];
  for (const fact of wanted) {
    const datum: Datum<unknown> = state[fact] ?? { kind: 'unread' };
    if (datum.kind === 'known') facts[fact] = datum.value;
    else if (datum.kind === 'fault') faults.push(faultOf(fact, datum));
    else unread.push(fact);
  }
  return { facts: facts as Partial<KnownFacts>, faults, unread };
};
