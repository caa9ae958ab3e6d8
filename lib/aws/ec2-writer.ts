import type { EC2Client } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import type { Write } from '../model/plan.ts';
import { isImage, type SubjectRef, subjectKey } from '../model/subject.ts';
import type { Writer } from '../ports/writer.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { sendGuardrail } from './write-guardrail.ts';
import { sendAvailability, sendDeprecation, sendRegistration } from './write-image.ts';
import { sendLaunchPermission, sendSnapshotPermission } from './write-permissions.ts';
import { sendTags } from './write-tags.ts';

/**
 * Writes by EC2: one request with exactly what a write names; nothing here can reset a permission. Refuses, without a call,
 * what would change nothing and what has no subject of its kind. Asking twice does no harm.
 */
export const ec2Writer = ({ clients }: { readonly clients: Ec2Clients }): Writer => ({
  send: async (ref, write) => ({ requestId: await send(await clients(ref.account, ref.region), ref, write) }),
});

const send = (client: EC2Client, ref: SubjectRef, write: Write): Promise<string | null> => {
  if (write.kind === 'guardrail') return sendGuardrail(client, write);
  if (write.kind === 'snapshot-permission') return sendSnapshotPermission(client, write);
  if (!isImage(ref)) {
    const message = `${subjectKey(ref)} is no image`;
    return Promise.reject(new Fault(write.kind, 'WrongSubject', message, { retryable: false }));
  }
  switch (write.kind) {
    case 'launch-permission':
      return sendLaunchPermission(client, ref.image, write);
    case 'tags':
      return sendTags(client, ref.image, write);
    case 'deprecation':
      return sendDeprecation(client, ref.image, write);
    case 'availability':
      return sendAvailability(client, ref.image, write);
    case 'registration':
      return sendRegistration(client, ref.image, write);
  }
};
