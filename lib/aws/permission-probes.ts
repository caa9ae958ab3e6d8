import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import { type KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import * as organizations from '@aws-sdk/client-organizations';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryCommand,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { MayDo } from '../ports/permissions.ts';
import { errorCode } from './faults.ts';
import { QUOTA_CODES } from './quota-codes.ts';

/** The clients that probes are sent with. */
export interface ProbeClients {
  readonly metrics: CloudWatchClient;
  readonly ec2: ec2.EC2Client;
  readonly kms: KMSClient;
  readonly quotas: ServiceQuotasClient;
  readonly organizations: organizations.OrganizationsClient;
}

type Probe = (clients: ProbeClients) => Promise<unknown>;

// Nobody's: EC2 looks at who asks before it looks for it.
const IMAGE = 'ami-00000000000000000';
const SNAPSHOT = 'snap-00000000000000000';
const DRY = { DryRun: true } as const;

/** How each action can be tried without any effect: EC2's by a dry run, the others by asking for one entry. Only actions that read are in it. */
const PROBES: Readonly<Record<string, Probe>> = {
  'cloudwatch:GetMetricData': (c) =>
    c.metrics.send(
      new GetMetricDataCommand({
        StartTime: new Date(0),
        EndTime: new Date(60_000),
        MetricDataQueries: [
          {
            Id: 'one',
            MetricStat: {
              Metric: { Namespace: 'AWS/Usage', MetricName: 'ResourceCount' },
              Period: 60,
              Stat: 'Maximum',
            },
          },
        ],
      }),
    ),
  'ec2:DescribeExportImageTasks': (c) => c.ec2.send(new ec2.DescribeExportImageTasksCommand(DRY)),
  'ec2:DescribeImageAttribute': (c) =>
    c.ec2.send(
      new ec2.DescribeImageAttributeCommand({ ...DRY, ImageId: IMAGE, Attribute: 'launchPermission' }),
    ),
  'ec2:DescribeImageReferences': (c) =>
    c.ec2.send(
      new ec2.DescribeImageReferencesCommand({ ...DRY, ImageIds: [IMAGE], IncludeAllResourceTypes: true }),
    ),
  'ec2:DescribeImageUsageReportEntries': (c) =>
    c.ec2.send(new ec2.DescribeImageUsageReportEntriesCommand({ ...DRY, ImageIds: [IMAGE] })),
  'ec2:DescribeImageUsageReports': (c) =>
    c.ec2.send(new ec2.DescribeImageUsageReportsCommand({ ...DRY, ImageIds: [IMAGE] })),
  'ec2:DescribeImages': (c) => c.ec2.send(new ec2.DescribeImagesCommand({ ...DRY, Owners: ['self'] })),
  'ec2:DescribeInstances': (c) => c.ec2.send(new ec2.DescribeInstancesCommand(DRY)),
  'ec2:DescribeLaunchTemplateVersions': (c) =>
    c.ec2.send(new ec2.DescribeLaunchTemplateVersionsCommand({ ...DRY, Versions: ['$Latest'] })),
  'ec2:DescribeLaunchTemplates': (c) => c.ec2.send(new ec2.DescribeLaunchTemplatesCommand(DRY)),
  'ec2:DescribeRegions': (c) => c.ec2.send(new ec2.DescribeRegionsCommand(DRY)),
  'ec2:DescribeSnapshotAttribute': (c) =>
    c.ec2.send(
      new ec2.DescribeSnapshotAttributeCommand({
        ...DRY,
        SnapshotId: SNAPSHOT,
        Attribute: 'createVolumePermission',
      }),
    ),
  'ec2:DescribeSnapshots': (c) =>
    c.ec2.send(new ec2.DescribeSnapshotsCommand({ ...DRY, OwnerIds: ['self'] })),
  'ec2:DescribeStoreImageTasks': (c) => c.ec2.send(new ec2.DescribeStoreImageTasksCommand(DRY)),
  'ec2:GetAllowedImagesSettings': (c) => c.ec2.send(new ec2.GetAllowedImagesSettingsCommand(DRY)),
  'ec2:GetEbsEncryptionByDefault': (c) => c.ec2.send(new ec2.GetEbsEncryptionByDefaultCommand(DRY)),
  'ec2:GetImageAncestry': (c) => c.ec2.send(new ec2.GetImageAncestryCommand({ ...DRY, ImageId: IMAGE })),
  'ec2:GetImageBlockPublicAccessState': (c) => c.ec2.send(new ec2.GetImageBlockPublicAccessStateCommand(DRY)),
  'ec2:GetSnapshotBlockPublicAccessState': (c) =>
    c.ec2.send(new ec2.GetSnapshotBlockPublicAccessStateCommand(DRY)),
  'ec2:ListImagesInRecycleBin': (c) => c.ec2.send(new ec2.ListImagesInRecycleBinCommand(DRY)),
  'kms:ListAliases': (c) => c.kms.send(new ListAliasesCommand({ Limit: 1 })),
  'organizations:DescribeOrganization': (c) =>
    c.organizations.send(new organizations.DescribeOrganizationCommand({})),
  'organizations:ListRoots': (c) =>
    c.organizations.send(new organizations.ListRootsCommand({ MaxResults: 1 })),
  'organizations:ListAccountsForParent': async (c) =>
    c.organizations.send(
      new organizations.ListAccountsForParentCommand({ ParentId: await rootOf(c), MaxResults: 1 }),
    ),
  'organizations:ListOrganizationalUnitsForParent': async (c) =>
    c.organizations.send(
      new organizations.ListOrganizationalUnitsForParentCommand({ ParentId: await rootOf(c), MaxResults: 1 }),
    ),
  'organizations:ListTagsForResource': async (c) =>
    c.organizations.send(new organizations.ListTagsForResourceCommand({ ResourceId: await rootOf(c) })),
  'servicequotas:GetAWSDefaultServiceQuota': (c) =>
    c.quotas.send(new GetAWSDefaultServiceQuotaCommand(QUOTA_CODES.amis)),
  'servicequotas:GetServiceQuota': (c) => c.quotas.send(new GetServiceQuotaCommand(QUOTA_CODES.amis)),
  'servicequotas:ListRequestedServiceQuotaChangeHistory': (c) =>
    c.quotas.send(new ListRequestedServiceQuotaChangeHistoryCommand({ ServiceCode: 'ec2', MaxResults: 1 })),
};

const rootOf = async ({ organizations: client }: ProbeClients): Promise<string> => {
  const { Roots } = await client.send(new organizations.ListRootsCommand({ MaxResults: 1 }));
  return Roots?.[0]?.Id ?? '';
};

const DENIED = /^(?:UnauthorizedOperation|AccessDenied|AccessDeniedException)$/;

// The call was let in, and only then found nothing to answer with.
const LET_IN = /^(?:DryRunOperation|NoSuchResourceException|Invalid\w+\.(?:NotFound|Malformed|Unavailable))$/;

/** Tries an action in a form that has no effect. Never rejects. */
export const probe = async (clients: ProbeClients, action: string): Promise<MayDo> => {
  const send = PROBES[action];
  if (send === undefined) {
    return { kind: 'unknown', why: 'only IAM can tell: it cannot be tried without doing it' };
  }
  try {
    await send(clients);
    return { kind: 'allowed', by: 'probe' };
  } catch (error) {
    const code = errorCode(error);
    if (LET_IN.test(code)) return { kind: 'allowed', by: 'probe' };
    if (DENIED.test(code)) return { kind: 'denied', by: 'probe', why: `it was answered by ${code}` };
    return { kind: 'unknown', why: `a try was answered by ${code}` };
  }
};
