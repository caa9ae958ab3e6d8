import type { GuardPorts } from '../../app/guard-ports.ts';
import { grantsOf } from '../../app/record-findings.ts';
import type { Finding } from '../../model/finding.ts';
import type { ImageRef } from '../../model/subject.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { factsFor } from '../../policy/facts-for.ts';
import { isGranted } from '../../policy/grants.ts';
import { FACTS } from '../../policy/source/facts.ts';
import { ACTIONS } from '../../remediation/registry.ts';

/** A generated estate may hold many thousands; one after another they would take minutes. */
const AT_ONCE = 32;

/**
 * What the policy enforces and what is not so, seen by looking at every one of these images anew: the proof of the day, which
 * trusts neither what the journal says of findings nor what the handlers said.
 */
export const openViolations = async (
  refs: readonly ImageRef[],
  ports: GuardPorts,
): Promise<readonly Finding[]> => {
  const policy = await ports.policies.policy();
  const judge = async (ref: ImageRef): Promise<readonly Finding[]> => {
    const organization = await ports.organizations.organization(ref.account);
    const observation = await ports.reader.observe(ref, factsFor(policy, FACTS, ref.account, ref.region));
    if (observation.kind === 'gone') return [];
    const { state } = observation;
    const now = ports.clock.now();
    const { findings } = evaluate({
      ...{ state, policy, organization, touched: FACTS, now },
      firstSeen: new Map(),
      grants: new Map(),
    });
    const violations = findings.filter(isViolation);
    // What a person has waived is nowhere but in the journal.
    const grants = grantsOf(violations.length === 0 ? [] : await ports.journal.findings(ref));
    return violations.filter(({ id }) => {
      const grant = grants.get(id);
      return grant === undefined || !isGranted(grant, now);
    });
  };
  const open: Finding[] = [];
  for (let first = 0; first < refs.length; first += AT_ONCE) {
    const found = await Promise.all(refs.slice(first, first + AT_ONCE).map(judge));
    open.push(...found.flat());
  }
  return open;
};

const isViolation = (one: Finding): boolean =>
  one.mode === 'enforce' && one.waiver === null && one.graceUntil === null && !isForPeople(one);

/** What waits for somebody, by the policy's own word or because this version has no such action, is told and not put right. */
const isForPeople = ({ detail, remediation }: Finding): boolean => {
  if (detail.kind === 'unreadable') return false;
  return remediation?.approval !== 'auto' || ACTIONS[remediation.action] === undefined;
};
