import { Fault } from '../model/fault.ts';
import type { Evaluation } from '../model/finding.ts';
import type { AnyFact, SubjectState } from '../model/image.ts';
import type { Organization } from '../model/organization.ts';
import type { Action, Aspects } from '../model/plan.ts';
import type { PolicyBundle } from '../model/policy.ts';
import { type SubjectRef, subjectKind } from '../model/subject.ts';
import { evaluate } from '../policy/evaluate.ts';
import { factsOfRules } from '../policy/facts-for.ts';
import { aspectsOf } from '../remediation/aspects.ts';
import { definitionOf } from '../remediation/registry.ts';
import { readsOf } from '../remediation/writes.ts';
import { read } from './observe-subject.ts';
import { firstSeenOf, grantsOf } from './record-findings.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** A subject as it is now, as far as an action concerns it, and what the policy says of it, or `gone`. */
export type Look =
  | {
      readonly kind: 'seen';
      readonly state: SubjectState;
      readonly aspects: Aspects;
      readonly evaluation: Evaluation;
      readonly organization: Organization;
    }
  | { readonly kind: 'gone'; readonly at: string };

/**
 * Reads what an action would change, what may stand in its way and what its rule reads, and judges that rule by the policy in force. Rejects with
 * `Fault` when what the action would change cannot be read.
 */
export const look = async (
  ref: SubjectRef,
  action: Pick<Action, 'action' | 'rule' | 'writes'>,
  ports: Pick<RemediationPorts, 'reader' | 'policies' | 'organizations' | 'journal' | 'clock'>,
): Promise<Look> => {
  const [whole, organization] = await Promise.all([
    ports.policies.policy(),
    ports.organizations.organization(ref.account),
  ]);
  const policy = only(action.rule, whole);
  const judged = factsOfRules(policy, ref.account, ref.region, subjectKind(ref));
  const written = readsOf(action.writes);
  const asked = definitionOf(action)?.reads ?? [];
  const observation = await read(ref, [...new Set<AnyFact>([...judged, ...written, ...asked])], ports.reader);
  if (observation.kind === 'gone') return { kind: 'gone', at: observation.observedAt };
  const { state } = observation;
  const aspects = knownAspects(state, written);
  const records = await ports.journal.findings(ref);
  const evaluation = evaluate({
    state,
    policy,
    organization,
    touched: judged,
    firstSeen: firstSeenOf(records),
    grants: grantsOf(records),
    now: ports.clock.now(),
  });
  return { kind: 'seen', state, aspects, evaluation, organization };
};

/** What these facts tell of a subject. Rejects with `Fault` when one of them is not known. */
export const knownAspects = (state: SubjectState, facts: readonly AnyFact[]): Aspects => {
  const found = aspectsOf(state, facts);
  if (found.kind === 'known') return found.aspects;
  const datum = state[found.fact];
  if (datum?.kind === 'fault') {
    throw new Fault(datum.operation, datum.code, datum.message, { retryable: true });
  }
  throw new Fault('observe', 'Unread', `nobody read ${found.fact}`, { retryable: true });
};

/** The policy with one rule, and the one whose list it borrows; by its hash it is still the whole. */
const only = (rule: string, policy: PolicyBundle): PolicyBundle => ({
  ...policy,
  rules: policy.rules.filter(({ id, parameters }) => id === rule || parameters.kind === 'sharing'),
});
