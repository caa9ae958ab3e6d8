import type { EC2Client } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import type { Write } from '../model/plan.ts';
import { isImage, type SubjectRef, subjectKey } from '../model/subject.ts';
import type { Writer } from '../ports/writer.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import type { QuotaClients } from './share-quota.ts';
import { sendCopy, sendCopyRemoval } from './write-copy.ts';
import { sendGuardrail } from './write-guardrail.ts';
import { sendAvailability, sendDeprecation, sendRegistration } from './write-image.ts';
import { sendLaunchPermission, sendSnapshotPermission } from './write-permissions.ts';
import { sendQuotaRequest } from './write-quota-request.ts';
import { sendTags } from './write-tags.ts';
import { sendUsageReport } from './write-usage-report.ts';

/** What is written to: EC2, and Service Quotas where more is asked for. */
export interface WriterPorts {
  readonly clients: Ec2Clients;
  readonly quotas: QuotaClients;
}

/**
 * Writes: one request with exactly what a write names; nothing here can reset a permission. Refuses, without a call, what would
 * change nothing and what has no subject of its kind. Asking twice does no harm.
 */
export const ec2Writer = ({ clients, quotas }: WriterPorts): Writer => ({
  send: async (ref, write) => {
    const { account, region } = ref;
    if (write.kind === 'quota-request') {
      return { requestId: await sendQuotaRequest(await quotas(account, region), write) };
    }
    return { requestId: await send(await clients(account, region), ref, write) };
  },
});

type OfEc2 = Exclude<Write, { kind: 'quota-request' }>;

const send = (client: EC2Client, ref: SubjectRef, write: OfEc2): Promise<string | null> => {
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
    case 'usage-report':
      return sendUsageReport(client, ref.image);
    case 'copy':
      return sendCopy(client, ref, write);
    case 'copy-permission':
      return sendLaunchPermission(client, write.copy, write);
    case 'copy-removal':
      return sendCopyRemoval(client, write);
  }
};
