import {
  DescribeImageUsageReportEntriesCommand,
  DescribeImageUsageReportsCommand,
  type EC2Client,
  type ImageUsageReport,
  type ImageUsageReportEntry,
} from '@aws-sdk/client-ec2';
import type { ImageUser, UsageReport } from '../model/facts.ts';
import { AccountId } from '../model/ids.ts';
import type { Datum } from '../model/image.ts';
import type { ImageRef } from '../model/subject.ts';
import { datumOf } from './datum.ts';
import { present } from './faults.ts';
import { allPages } from './pages.ts';

const REPORTS = 'DescribeImageUsageReports';
const ENTRIES = 'DescribeImageUsageReportEntries';

// EC2 looks at the 20 latest versions of a launch template unless told; the default one may be older.
const DEPTH = '10000';

/** What a report must be about to say that nobody uses an image: every type of resource that there is, in every account. */
export const USAGE_SCOPES: readonly {
  readonly ResourceType: string;
  readonly ResourceTypeOptions?: { readonly OptionName: string; readonly OptionValues: string[] }[];
}[] = [
  { ResourceType: 'ec2:Instance' },
  {
    ResourceType: 'ec2:LaunchTemplate',
    ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: [DEPTH] }],
  },
  { ResourceType: 'imagebuilder:ImageRecipe' },
  { ResourceType: 'imagebuilder:ContainerRecipe' },
];

/** Whether a report, whoever asked for it, looks everywhere. */
const isWhole = ({ AccountIds = [], ResourceTypes = [] }: ImageUsageReport): boolean =>
  AccountIds.length === 0 &&
  USAGE_SCOPES.every(({ ResourceType: type, ResourceTypeOptions: options = [] }) => {
    const asked = ResourceTypes.find(({ ResourceType }) => ResourceType === type);
    return (
      asked !== undefined &&
      options.every(({ OptionName: name, OptionValues: [value] }) =>
        asked.ResourceTypeOptions?.some(
          ({ OptionName, OptionValues }) => OptionName === name && OptionValues?.[0] === value,
        ),
      )
    );
  });

const stateOf = (state: string): UsageReport['state'] =>
  state === 'available' || state === 'pending' ? state : 'error';

const userOf = (entry: ImageUsageReportEntry): ImageUser => ({
  account: AccountId.parse(present(ENTRIES, 'accountId', entry.AccountId)),
  resourceType: present(ENTRIES, 'resourceType', entry.ResourceType),
  count: present(ENTRIES, 'usageCount', entry.UsageCount),
});

/**
 * The reports that there are of the use of an image everywhere, and what is in them. One that looks at some accounts or types of
 * resource only is left out. Never rejects.
 */
export const readUsage = (client: EC2Client, ref: ImageRef): Promise<Datum<readonly UsageReport[]>> =>
  datumOf(REPORTS, async () => {
    const all = await allPages(
      (token) => client.send(new DescribeImageUsageReportsCommand({ ImageIds: [ref.image], ...token })),
      ({ ImageUsageReports }) => present(REPORTS, 'imageUsageReportSet', ImageUsageReports),
    );
    const whole = all.filter(isWhole);
    const ready = whole.flatMap(({ ReportId, State }) => (State === 'available' ? (ReportId ?? []) : []));
    const entries =
      ready.length === 0
        ? []
        : await allPages(
            (token) =>
              client.send(new DescribeImageUsageReportEntriesCommand({ ReportIds: ready, ...token })),
            ({ ImageUsageReportEntries }) =>
              present(ENTRIES, 'imageUsageReportEntrySet', ImageUsageReportEntries),
          );
    return whole.map((report) => ({
      id: present(REPORTS, 'reportId', report.ReportId),
      askedAt: present(REPORTS, 'creationTime', report.CreationTime).toISOString(),
      state: stateOf(present(REPORTS, 'state', report.State)),
      reason: report.StateReason ?? null,
      users: entries.filter(({ ReportId }) => ReportId === report.ReportId).map(userOf),
    }));
  });
