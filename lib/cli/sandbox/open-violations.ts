import type { GuardPorts } from '../../app/guard-ports.ts';
import type { Finding } from '../../model/finding.ts';
import type { Fact, ImageRef } from '../../model/image.ts';
import { evaluate } from '../../policy/evaluate.ts';

const ALL: readonly Fact[] = ['image', 'launchPermission', 'snapshots'];

/**
 * What the policy enforces and what is not so, seen by looking at every one of these images anew: the proof of the day, which
 * trusts neither the journal nor what the handlers said.
 */
export const openViolations = async (
  refs: readonly ImageRef[],
  ports: GuardPorts,
): Promise<readonly Finding[]> => {
  const [policy, organization] = await Promise.all([
    ports.policies.policy(),
    ports.organizations.organization(),
  ]);
  const open: Finding[] = [];
  for (const ref of refs) {
    const observation = await ports.reader.observe(ref, ALL);
    if (observation.kind === 'gone') continue;
    const now = ports.clock.now();
    const evaluation = evaluate({
      state: observation.state,
      policy,
      organization,
      touched: ALL,
      firstSeen: new Map(),
      now,
    });
    open.push(
      ...evaluation.findings.filter(
        (one) => one.mode === 'enforce' && one.waiver === null && one.graceUntil === null,
      ),
    );
  }
  return open;
};
