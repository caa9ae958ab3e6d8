import {
  DisableEbsEncryptionByDefaultCommand,
  DisableImageBlockPublicAccessCommand,
  DisableSnapshotBlockPublicAccessCommand,
  type EC2Client,
  EnableEbsEncryptionByDefaultCommand,
  EnableImageBlockPublicAccessCommand,
  EnableSnapshotBlockPublicAccessCommand,
} from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import type { Write } from '../model/plan.ts';
import { requestIdOf } from './request-id.ts';

/** One call that brings a guard rail to a state. Rejects with a `Fault` of code `UnknownState` for one that there is not. */
export const sendGuardrail = (
  client: EC2Client,
  { guardrail, to }: Extract<Write, { kind: 'guardrail' }>,
): Promise<string | null> => {
  const unknown = (): Promise<never> =>
    Promise.reject(
      new Fault(guardrail, 'UnknownState', `${guardrail} has no state ${to}`, { retryable: false }),
    );
  switch (guardrail) {
    case 'imageBlockPublicAccess':
      if (to === 'unblocked') {
        const command = new DisableImageBlockPublicAccessCommand({});
        return requestIdOf('DisableImageBlockPublicAccess', client.send(command));
      }
      if (to !== 'block-new-sharing') return unknown();
      return requestIdOf(
        'EnableImageBlockPublicAccess',
        client.send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: to })),
      );
    case 'snapshotBlockPublicAccess':
      if (to === 'unblocked') {
        const command = new DisableSnapshotBlockPublicAccessCommand({});
        return requestIdOf('DisableSnapshotBlockPublicAccess', client.send(command));
      }
      if (to !== 'block-new-sharing' && to !== 'block-all-sharing') return unknown();
      return requestIdOf(
        'EnableSnapshotBlockPublicAccess',
        client.send(new EnableSnapshotBlockPublicAccessCommand({ State: to })),
      );
    case 'ebsEncryption':
      if (to === 'disabled') {
        const command = new DisableEbsEncryptionByDefaultCommand({});
        return requestIdOf('DisableEbsEncryptionByDefault', client.send(command));
      }
      if (to !== 'enabled') return unknown();
      return requestIdOf(
        'EnableEbsEncryptionByDefault',
        client.send(new EnableEbsEncryptionByDefaultCommand({})),
      );
  }
};
