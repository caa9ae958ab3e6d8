import type { CallContext } from '../wire/service.ts';
import { AwsError } from '../wire/service.ts';
import type { StoredTemplate } from './instance.ts';
import { missing } from './refusals.ts';
import type { World } from './world.ts';

type Version = StoredTemplate['versions'][number];

/** An own launch template by id or name; throws InvalidLaunchTemplateId.NotFound or InvalidLaunchTemplateName.NotFoundException. */
export const findTemplate = (
  world: World,
  named: { readonly LaunchTemplateId?: string | undefined; readonly LaunchTemplateName?: string | undefined },
  { caller, region }: CallContext,
): StoredTemplate => {
  const { LaunchTemplateId: id, LaunchTemplateName: name } = named;
  if (id === undefined && name === undefined) throw missing('LaunchTemplateId');
  const found = world.templates
    .list(region, caller.account)
    .find((template) => (id === undefined ? template.name === name : template.id === id));
  if (found !== undefined) return found;
  throw id === undefined
    ? new AwsError(
        'InvalidLaunchTemplateName.NotFoundException',
        `The specified launch template, with template name ${name ?? ''}, does not exist.`,
      )
    : new AwsError(
        'InvalidLaunchTemplateId.NotFound',
        `The specified launch template, with template ID ${id}, does not exist.`,
      );
};

/** A version by its number, `$Latest` or `$Default`; throws InvalidLaunchTemplateId.VersionNotFound. */
export const versionOf = (template: StoredTemplate, version: string): Version => {
  const latest = template.versions.at(-1);
  const found =
    version === '$Latest'
      ? latest
      : template.versions.find(
          ({ number }) => number === (version === '$Default' ? template.defaultVersion : Number(version)),
        );
  if (found !== undefined) return found;
  throw new AwsError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find launch template version ${version} of ${template.id}.`,
  );
};
