import type {
  CreateLaunchTemplateRequest,
  CreateLaunchTemplateResult,
  CreateLaunchTemplateVersionRequest,
  CreateLaunchTemplateVersionResult,
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplatesResult,
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
  LaunchTemplate,
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { createFilter } from '../filter.ts';
import type { StoredTemplate } from '../instance.ts';
import { pageOf } from '../page.ts';
import { missing } from '../refusals.ts';
import { specifiedTags, tagMember } from '../tags.ts';
import { findTemplate, versionOf } from '../templates.ts';
import type { World } from '../world.ts';

type Version = StoredTemplate['versions'][number];

/** Of a template's data the sandbox keeps what says which image is launched, and how large. */
const dataOf = (data: RequestLaunchTemplateData | undefined): ResponseLaunchTemplateData => ({
  ...(data?.ImageId === undefined ? {} : { ImageId: data.ImageId }),
  ...(data?.InstanceType === undefined ? {} : { InstanceType: data.InstanceType }),
});

const templateView = (template: StoredTemplate): LaunchTemplate => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  CreateTime: template.createdAt,
  CreatedBy: template.createdBy,
  DefaultVersionNumber: template.defaultVersion,
  LatestVersionNumber: template.versions.length,
  ...tagMember(template.tags),
});

const versionView = (template: StoredTemplate, version: Version): LaunchTemplateVersion => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  VersionNumber: version.number,
  ...(version.description === null ? {} : { VersionDescription: version.description }),
  CreateTime: version.createdAt,
  CreatedBy: template.createdBy,
  DefaultVersion: version.number === template.defaultVersion,
  LaunchTemplateData: version.data,
});

export const createLaunchTemplate = (
  world: World,
  input: CreateLaunchTemplateRequest,
  context: CallContext,
): CreateLaunchTemplateResult => {
  const { caller, region } = context;
  const { LaunchTemplateName: name } = input;
  if (name === undefined) throw missing('LaunchTemplateName');
  if (world.templates.list(region, caller.account).some((other) => other.name === name)) {
    throw new AwsError(
      'InvalidLaunchTemplateName.AlreadyExistsException',
      'Launch template name already in use.',
    );
  }
  const tags = specifiedTags(input.TagSpecifications, 'launch-template', ['launch-template']);
  context.beforeWrite();
  const createdAt = world.clock.now();
  const first = {
    number: 1,
    description: input.VersionDescription ?? null,
    data: dataOf(input.LaunchTemplateData),
    createdAt,
  };
  const template: StoredTemplate = {
    id: world.mint.id('lt'),
    sequence: world.mint.sequence(),
    owner: caller.account,
    region,
    name,
    createdAt,
    createdBy: caller.arn,
    defaultVersion: 1,
    versions: [first],
    tags,
  };
  world.templates.put(template);
  return { LaunchTemplate: templateView(template) };
};

/** A further version; what it leaves out it takes from the source version, if one is named. */
export const createLaunchTemplateVersion = (
  world: World,
  input: CreateLaunchTemplateVersionRequest,
  context: CallContext,
): CreateLaunchTemplateVersionResult => {
  const template = findTemplate(world, input, context);
  const source = input.SourceVersion === undefined ? {} : versionOf(template, input.SourceVersion).data;
  context.beforeWrite();
  const version = {
    number: template.versions.length + 1,
    description: input.VersionDescription ?? null,
    data: { ...source, ...dataOf(input.LaunchTemplateData) },
    createdAt: world.clock.now(),
  };
  world.templates.put({ ...template, versions: [...template.versions, version] });
  return { LaunchTemplateVersion: versionView(template, version) };
};

export const describeLaunchTemplates = (
  world: World,
  input: DescribeLaunchTemplatesRequest,
  context: CallContext,
): DescribeLaunchTemplatesResult => {
  const named = [
    ...(input.LaunchTemplateIds ?? []).map((LaunchTemplateId) =>
      findTemplate(world, { LaunchTemplateId }, context),
    ),
    ...(input.LaunchTemplateNames ?? []).map((LaunchTemplateName) =>
      findTemplate(world, { LaunchTemplateName }, context),
    ),
  ];
  const matches = createFilter<StoredTemplate>(
    input.Filters,
    {
      'launch-template-name': ({ name }) => [name],
      'create-time': ({ createdAt }) => [createdAt.toISOString()],
    },
    ({ tags }) => tags,
  );
  const all = named.length > 0 ? named : world.templates.list(context.region, context.caller.account);
  const { items, token } = pageOf(all.filter(matches), input, { least: 1, most: 200 });
  return { LaunchTemplates: items.map(templateView), ...token };
};

const allVersions = (
  template: StoredTemplate,
  input: DescribeLaunchTemplateVersionsRequest,
): readonly Version[] => {
  const named = input.Versions ?? [];
  if (named.length > 0) return named.map((version) => versionOf(template, version));
  const least = Number(input.MinVersion ?? '1');
  const most = Number(input.MaxVersion ?? String(template.versions.length));
  return template.versions.filter(({ number }) => number >= least && number <= most).toReversed();
};

/** The versions of one template; or, with `$Latest` or `$Default` and no template, that version of each. */
export const describeLaunchTemplateVersions = (
  world: World,
  input: DescribeLaunchTemplateVersionsRequest,
  context: CallContext,
): DescribeLaunchTemplateVersionsResult => {
  const isNamed = input.LaunchTemplateId !== undefined || input.LaunchTemplateName !== undefined;
  if (!isNamed && (input.Versions ?? []).length === 0) throw missing('LaunchTemplateId');
  const templates = isNamed
    ? [findTemplate(world, input, context)]
    : world.templates.list(context.region, context.caller.account);
  const matches = createFilter<LaunchTemplateVersion>(
    input.Filters,
    {
      'image-id': ({ LaunchTemplateData: data }) => [data?.ImageId ?? ''],
      'instance-type': ({ LaunchTemplateData: data }) => [data?.InstanceType ?? ''],
      'is-default-version': ({ DefaultVersion: isDefault }) => [String(isDefault === true)],
    },
    () => ({}),
  );
  const versions = templates
    .flatMap((template) => allVersions(template, input).map((version) => versionView(template, version)))
    .filter(matches)
    .map((version, index) => ({ version, sequence: index + 1 }));
  const { items, token } = pageOf(versions, input, { least: 1, most: 200 });
  return { LaunchTemplateVersions: items.map(({ version }) => version), ...token };
};
