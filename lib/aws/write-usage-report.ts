import { CreateImageUsageReportCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { ImageId } from '../model/ids.ts';
import { USAGE_SCOPES } from './image-usage.ts';
import { requestIdOf } from './request-id.ts';

/** One CreateImageUsageReport, of every type of resource in every account. AWS deletes it after 30 days. */
export const sendUsageReport = (client: EC2Client, ImageId: ImageId): Promise<string | null> =>
  requestIdOf(
    'CreateImageUsageReport',
    client.send(new CreateImageUsageReportCommand({ ImageId, ResourceTypes: [...USAGE_SCOPES] })),
  );
