import type { Datum, Fact, ImageState } from '../model/image.ts';
import type { Organization } from '../model/organization.ts';
import type { RuleParameters } from '../model/policy.ts';
import type { Failure, KnownFacts, RuleAnswer, RuleDefinition, RuleKind } from './rule.ts';
import { encryption } from './rules/encryption.ts';
import { publicSharing } from './rules/public-sharing.ts';
import { requiredTags } from './rules/required-tags.ts';
import { sharing } from './rules/sharing.ts';

/** What a check said of an image, or which of the facts that it reads could not be had. */
export type Judgement = RuleAnswer | { readonly kind: 'unreadable'; readonly failures: readonly Failure[] };

/** Runs the check of these parameters. Throws when a fact that it reads was never asked for: that is a bug of the caller. */
export const judge = (
  parameters: RuleParameters,
  state: ImageState,
  organization: Organization,
): Judgement => {
  switch (parameters.kind) {
    case 'public-sharing':
      return run(publicSharing, parameters, state, organization);
    case 'sharing':
      return run(sharing, parameters, state, organization);
    case 'encryption':
      return run(encryption, parameters, state, organization);
    case 'required-tags':
      return run(requiredTags, parameters, state, organization);
  }
};

/** The failure that stands for a group of facts which AWS was asked for in vain. */
export const faultOf = (fact: Fact, datum: Extract<Datum<unknown>, { kind: 'fault' }>): Failure => ({
  detail: { kind: 'unreadable', datum: fact, code: datum.code },
  reason: `${NAMES[fact]} could not be read: ${datum.operation} answered ${datum.code} (${datum.message}).`,
});

const NAMES: Readonly<Record<Fact, string>> = {
  image: 'The image',
  launchPermission: 'The launch permission',
  snapshots: 'The snapshots',
};

const run = <Kind extends RuleKind, Reads extends Fact>(
  rule: RuleDefinition<Kind, Reads>,
  parameters: Extract<RuleParameters, { kind: Kind }>,
  state: ImageState,
  organization: Organization,
): Judgement => {
  const facts: Partial<Record<Fact, unknown>> = {};
  const faults: Failure[] = [];
  const unread: Fact[] = [];
  for (const fact of rule.reads) {
    const datum: Datum<unknown> = state[fact];
    if (datum.kind === 'known') facts[fact] = datum.value;
    else if (datum.kind === 'fault') faults.push(faultOf(fact, datum));
    else unread.push(fact);
  }
  // After a fault the observer may have had no way to ask for the rest.
  if (faults.length > 0) return { kind: 'unreadable', failures: faults };
  if (unread.length > 0) throw new Error(`${rule.id} reads ${unread.join(', ')}, which nobody has read`);
  return rule.check(parameters, facts as Pick<KnownFacts, Reads>, { ref: state.ref, organization });
};
