import { Fault } from '../model/fault.ts';
import type { Evaluation } from '../model/finding.ts';
import type { Fact, ImageRef } from '../model/image.ts';
import type { Organization } from '../model/organization.ts';
import type { Principal } from '../model/principal.ts';
import { evaluate } from '../policy/evaluate.ts';
import { factsFor } from '../policy/facts-for.ts';
import { firstSeenOf } from './record-findings.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** The launch permission as it is now and what the policy says of it, or `gone`. */
export type Look =
  | {
      readonly kind: 'seen';
      readonly principals: readonly Principal[];
      readonly evaluation: Evaluation;
      readonly organization: Organization;
    }
  | { readonly kind: 'gone'; readonly at: string };

const TOUCHED: readonly Fact[] = ['launchPermission'];

/** Reads the launch permission and judges it by the policy in force. Rejects with `Fault` when it cannot be read. */
export const look = async (
  ref: ImageRef,
  ports: Pick<RemediationPorts, 'reader' | 'policies' | 'organizations' | 'journal' | 'clock'>,
): Promise<Look> => {
  const [policy, organization] = await Promise.all([
    ports.policies.policy(),
    ports.organizations.organization(ref.account),
  ]);
  const needed = new Set([...factsFor(policy, TOUCHED, ref.account, ref.region), ...TOUCHED]);
  const observation = await ports.reader.observe(ref, [...needed]);
  if (observation.kind === 'gone') return { kind: 'gone', at: observation.observedAt };
  const { launchPermission } = observation.state;
  if (launchPermission.kind !== 'known') throw unreadable(launchPermission);
  const records = await ports.journal.findings(ref);
  const evaluation = evaluate({
    state: observation.state,
    policy,
    organization,
    touched: TOUCHED,
    firstSeen: firstSeenOf(records),
    now: ports.clock.now(),
  });
  return { kind: 'seen', principals: launchPermission.value, evaluation, organization };
};

const unreadable = (
  datum:
    | { readonly kind: 'unread' }
    | { readonly kind: 'fault'; readonly operation: string; readonly code: string; readonly message: string },
): Fault => {
  const known =
    datum.kind === 'fault' ? datum : { operation: 'observe', code: 'Unread', message: 'nobody read it' };
  return new Fault(known.operation, known.code, known.message, { retryable: true });
};
