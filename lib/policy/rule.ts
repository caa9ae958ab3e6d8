import type * as z from 'zod/mini';
import type { FindingDetail } from '../model/finding.ts';
import type { BlockDevice, Fact, KnownFacts } from '../model/image.ts';
import type { Organization } from '../model/organization.ts';
import type { ParametersOf, RuleKind, RuleParameters } from '../model/parameters.ts';
import type { RemediationSetting } from '../model/policy.ts';
import type { SubjectKind, SubjectRef } from '../model/subject.ts';
import type { ActionName, Severity } from '../model/words.ts';

export type EbsDevice = Extract<BlockDevice, { kind: 'ebs' }>;

/** One thing that fails, or of kind `unreadable` one that could not be judged; `reason` is a sentence for people. */
export interface Failure {
  readonly detail: FindingDetail;
  readonly reason: string;
}

/** What a check found: failures (none means that the rule holds), or why it cannot be judged yet. */
export type RuleAnswer =
  | { readonly kind: 'judged'; readonly failures: readonly Failure[] }
  | { readonly kind: 'pending'; readonly reason: string };

/** What a check may know beside the facts. */
export interface CheckContext {
  readonly ref: SubjectRef;
  readonly organization: Organization;
  /** Account ids by group of the policy. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly now: Date;
  /** Whether a finding of this rule and detail was there when the subject was last judged: for what holds on around a threshold. */
  readonly isOpen: (detail: FindingDetail) => boolean;
}

/** One rule, as data and one pure check, which is given the facts that it reads and nothing else. */
export interface RuleDefinition<Kind extends RuleKind, Reads extends Fact, Optional extends Fact = never> {
  readonly id: Kind;
  readonly subject: SubjectKind;
  /** Why anybody should want it: a sentence. */
  readonly why: string;
  /** What is true when it passes: a sentence. */
  readonly holds: string;
  /** The behaviour of AWS that it rests on: a sentence, with the name of the API or document. */
  readonly awsFact: string;
  readonly severity: Severity;
  /** Without these there is no judging at all. */
  readonly reads: readonly Reads[];
  /** Read only where the parameters ask for them. One that cannot be had is an `error` beside what the rest says. */
  readonly optionalReads?: readonly Optional[];
  readonly asksFor?: (parameters: ParametersOf<Kind>) => readonly Optional[];
  /** What a bundle may hold for it. */
  readonly parameters: z.ZodMiniType<ParametersOf<Kind>>;
  readonly defaults: ParametersOf<Kind>;
  /** The remediations that a policy may choose from, the standard one first. */
  readonly remediations: readonly ActionName[];
  /** What mode `enforce` does when the policy names nothing else; null when it must be named, or there is none. */
  readonly remediation: RemediationSetting | null;
  readonly check: (
    parameters: ParametersOf<Kind>,
    facts: Pick<KnownFacts, Reads> & Partial<Pick<KnownFacts, Optional>>,
    context: CheckContext,
  ) => RuleAnswer;
}

/** A rule whose types are forgotten, so that rules of all kinds stand in one list. */
export interface Rule extends Omit<
  RuleDefinition<RuleKind, Fact, Fact>,
  'asksFor' | 'check' | 'parameters' | 'optionalReads'
> {
  readonly optionalReads: readonly Fact[];
  readonly parameters: z.ZodMiniType<RuleParameters>;
  /** The facts to read for these parameters. */
  readonly factsFor: (parameters: RuleParameters) => {
    readonly needs: readonly Fact[];
    readonly also: readonly Fact[];
  };
  readonly check: (
    parameters: RuleParameters,
    facts: Partial<KnownFacts>,
    context: CheckContext,
  ) => RuleAnswer;
}

/** Makes a rule of its definition. Its check throws when it is given another kind's parameters. */
export const defineRule = <Kind extends RuleKind, Reads extends Fact, Optional extends Fact = never>(
  definition: RuleDefinition<Kind, Reads, Optional>,
): Rule => {
  const own = (parameters: RuleParameters): ParametersOf<Kind> => {
    if (parameters.kind !== definition.id) throw new Error(`${definition.id} was given ${parameters.kind}`);
    return parameters as ParametersOf<Kind>;
  };
  return {
    ...definition,
    optionalReads: definition.optionalReads ?? [],
    parameters: definition.parameters,
    factsFor: (parameters) => ({
      needs: definition.reads,
      also: definition.asksFor?.(own(parameters)) ?? [],
    }),
    // judge.ts hands over the facts of `reads`, and of `optionalReads` those that could be had.
    check: (parameters, facts, context) =>
      definition.check(
        own(parameters),
        facts as Pick<KnownFacts, Reads> & Partial<Pick<KnownFacts, Optional>>,
        context,
      ),
  };
};
