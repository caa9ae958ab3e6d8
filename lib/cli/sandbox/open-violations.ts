import type { GuardPorts } from '../../app/guard-ports.ts';
import type { Finding } from '../../model/finding.ts';
import type { Fact, ImageRef } from '../../model/image.ts';
import { evaluate } from '../../policy/evaluate.ts';

/** A generated estate may hold many thousands; one after another they would take minutes. */
const AT_ONCE = 32;

const ALL: readonly Fact[] = ['image', 'launchPermission', 'snapshots'];

/**
 * What the policy enforces and what is not so, seen by looking at every one of these images anew: the proof of the day, which
 * trusts neither the journal nor what the handlers said.
 */
export const openViolations = async (
  refs: readonly ImageRef[],
  ports: GuardPorts,
): Promise<readonly Finding[]> => {
  const policy = await ports.policies.policy();
  const judge = async (ref: ImageRef): Promise<readonly Finding[]> => {
    const organization = await ports.organizations.organization(ref.account);
    const observation = await ports.reader.observe(ref, ALL);
    if (observation.kind === 'gone') return [];
    const evaluation = evaluate({
      state: observation.state,
      policy,
      organization,
      touched: ALL,
      firstSeen: new Map(),
      now: ports.clock.now(),
    });
    return evaluation.findings.filter(
      (one) => one.mode === 'enforce' && one.waiver === null && one.graceUntil === null,
    );
  };
  const open: Finding[] = [];
  for (let first = 0; first < refs.length; first += AT_ONCE) {
    const found = await Promise.all(refs.slice(first, first + AT_ONCE).map(judge));
    open.push(...found.flat());
  }
  return open;
};
