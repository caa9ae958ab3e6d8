import type {
  CreateImageUsageReportRequest,
  CreateImageUsageReportResult,
  DeleteImageUsageReportRequest,
  DeleteImageUsageReportResult,
  DescribeImageUsageReportEntriesRequest,
  DescribeImageUsageReportEntriesResult,
  DescribeImageUsageReportsRequest,
  DescribeImageUsageReportsResult,
} from '@aws-sdk/client-ec2';
import type { Region } from '../../../model/ids.ts';
import { AwsError, type CallContext } from '../../wire/service.ts';
import { ownImage } from '../find.ts';
import { pageOf } from '../page.ts';
import { imageIdOf, invalidValue, missing } from '../refusals.ts';
import type { ImageUsage } from '../tasks.ts';
import type { World } from '../world.ts';

const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;
// AWS takes minutes to hours; long enough to be seen pending, short enough for a day that is played.
const MADE_AFTER_MS = 10 * 60_000;
// EC2 user guide, "View your AMI usage": what is as new as this may not be in a report yet.
const UNSEEN_MS = DAY_MS;

const TYPES = [
  'ec2:Instance',
  'ec2:LaunchTemplate',
  'imagebuilder:ImageRecipe',
  'imagebuilder:ContainerRecipe',
];

/** The accounts that the image is launched or named in, with how often; instances of the last 24 hours are left out, as AWS may do. */
const countUses = (world: World, image: string, region: Region, now: Date) => {
  const counts = new Map<string, number>();
  const add = (account: string, type: string): void => {
    counts.set(`${account} ${type}`, (counts.get(`${account} ${type}`) ?? 0) + 1);
  };
  for (const instance of world.instances.list(region)) {
    const isSeen = instance.launchedAt.getTime() <= now.getTime() - UNSEEN_MS;
    if (instance.image === image && instance.state !== 'terminated' && isSeen)
      add(instance.owner, 'ec2:Instance');
  }
  for (const template of world.templates.list(region)) {
    if (template.versions.some(({ data }) => data.ImageId === image))
      add(template.owner, 'ec2:LaunchTemplate');
  }
  return [...counts].map(([key, count]) => {
    const [account = '', type = ''] = key.split(' ');
    return { account, type, count };
  });
};

/** Asks for a report on an own image: which accounts use it. It is made a while later. */
export const createImageUsageReport = (
  world: World,
  input: CreateImageUsageReportRequest,
  context: CallContext,
): CreateImageUsageReportResult => {
  const image = ownImage(world, input.ImageId, context);
  const { region, now, caller } = context;
  const types = input.ResourceTypes ?? [];
  if (types.length === 0) throw missing('ResourceType');
  const odd = types.find(({ ResourceType }) => !TYPES.includes(ResourceType ?? ''));
  if (odd !== undefined) throw invalidValue(odd.ResourceType ?? '', 'resourceType');
  context.beforeWrite();
  const accounts = input.AccountIds ?? [];
  const asked = new Set(types.map(({ ResourceType }) => ResourceType));
  const id = world.mint.id('amiur');
  const usage: ImageUsage = {
    id,
    owner: caller.account,
    region,
    sequence: world.mint.sequence(),
    image: image.id,
    resourceTypes: types,
    accounts,
    createdAt: now,
    state: 'pending',
    entries: countUses(world, image.id, region, now).filter(
      ({ account, type }) => asked.has(type) && (accounts.length === 0 || accounts.includes(account)),
    ),
  };
  world.tasks.usages.set(id, usage);
  world.clock.after(MADE_AFTER_MS, () => {
    if (world.tasks.usages.has(id)) world.tasks.usages.set(id, { ...usage, state: 'available' });
  });
  world.clock.after(KEPT_MS, () => world.tasks.usages.delete(id));
  return { ReportId: id };
};

const ownUsages = (
  world: World,
  {
    ImageIds,
    ReportIds,
  }: { readonly ImageIds?: string[] | undefined; readonly ReportIds?: string[] | undefined },
  { caller, region }: CallContext,
): readonly ImageUsage[] => {
  const own = [...world.tasks.usages.values()].filter(
    (usage) => usage.owner === caller.account && usage.region === region,
  );
  const unknown = (ReportIds ?? []).find((id) => !own.some((usage) => usage.id === id));
  if (unknown !== undefined) {
    throw new AwsError('InvalidImageUsageReportId.NotFound', `The report '${unknown}' does not exist`);
  }
  const images = ImageIds?.map((id) => imageIdOf(id));
  return own.filter(
    ({ id, image }) => (images?.includes(image) ?? true) && (ReportIds?.includes(id) ?? true),
  );
};

export const describeImageUsageReports = (
  world: World,
  input: DescribeImageUsageReportsRequest,
  context: CallContext,
): DescribeImageUsageReportsResult => {
  const { items, token } = pageOf(ownUsages(world, input, context), input);
  return {
    ImageUsageReports: items.map(({ id, image, resourceTypes, accounts, createdAt, state }) => ({
      ReportId: id,
      ImageId: image,
      ResourceTypes: [...resourceTypes],
      ...(accounts.length === 0 ? {} : { AccountIds: [...accounts] }),
      State: state,
      CreationTime: createdAt,
      ExpirationTime: new Date(createdAt.getTime() + KEPT_MS),
    })),
    ...token,
  };
};

/** What stands in reports that are made; of one that is not, nothing. */
export const describeImageUsageReportEntries = (
  world: World,
  input: DescribeImageUsageReportEntriesRequest,
  context: CallContext,
): DescribeImageUsageReportEntriesResult => {
  const all = ownUsages(world, input, context)
    .filter(({ state }) => state === 'available')
    .flatMap((usage) => usage.entries.map((entry) => ({ usage, entry })))
    .map((one, index) => ({ ...one, sequence: index + 1 }));
  const { items, token } = pageOf(all, input);
  return {
    ImageUsageReportEntries: items.map(({ usage, entry }) => ({
      ReportId: usage.id,
      ImageId: usage.image,
      ReportCreationTime: usage.createdAt,
      AccountId: entry.account,
      ResourceType: entry.type,
      UsageCount: entry.count,
    })),
    ...token,
  };
};

export const deleteImageUsageReport = (
  world: World,
  input: DeleteImageUsageReportRequest,
  context: CallContext,
): DeleteImageUsageReportResult => {
  if (input.ReportId === undefined) throw missing('ReportId');
  const [usage] = ownUsages(world, { ReportIds: [input.ReportId] }, context);
  context.beforeWrite();
  if (usage !== undefined) world.tasks.usages.delete(usage.id);
  return { Return: true };
};
