import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeTagsRequest,
  DescribeTagsResult,
  ResourceType,
  TagDescription,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { createFilter } from '../filter.ts';
import type { Kept, Ledger } from '../ledger.ts';
import { pageOf } from '../page.ts';
import { missing } from '../refusals.ts';
import { mergeTags, tagsOf, type Tags } from '../tags.ts';
import type { World } from '../world.ts';

interface Tagged extends Kept {
  readonly tags: Tags;
}

interface Taggable {
  readonly type: ResourceType;
  readonly item: Tagged;
  readonly retag: (tags: Tags) => void;
}

interface Kind {
  readonly type: ResourceType;
  readonly prefix: string;
  readonly notFound: string;
  readonly all: (context: CallContext) => readonly Tagged[];
  readonly find: (id: string) => Taggable | null;
}

const kindOf = <T extends Tagged>(
  type: ResourceType,
  prefix: string,
  notFound: string,
  ledger: Ledger<T>,
): Kind => ({
  type,
  prefix,
  notFound,
  all: ({ caller, region }) => ledger.list(region, caller.account),
  find: (id) => {
    const item = ledger.get(id);
    if (item === null) return null;
    return {
      type,
      item,
      retag: (tags) => {
        ledger.put({ ...item, tags });
      },
    };
  },
});

const kindsOf = (world: World): readonly Kind[] => [
  kindOf('image', 'ami-', 'InvalidAMIID.NotFound', world.images),
  kindOf('snapshot', 'snap-', 'InvalidSnapshot.NotFound', world.snapshots),
  kindOf('instance', 'i-', 'InvalidInstanceID.NotFound', world.instances),
  kindOf('launch-template', 'lt-', 'InvalidLaunchTemplateId.NotFound', world.templates),
];

const resourcesOf = (
  world: World,
  ids: readonly string[] | undefined,
  { caller, region }: CallContext,
): readonly Taggable[] => {
  if (ids === undefined || ids.length === 0) throw missing('ResourceId');
  const kinds = kindsOf(world);
  return ids.map((id) => {
    const kind = kinds.find(({ prefix }) => id.startsWith(prefix));
    if (kind === undefined) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    const resource = kind.find(id);
    if (resource?.item.region === region && resource.item.owner === caller.account) return resource;
    throw new AwsError(kind.notFound, `The ${kind.type} ID '${id}' does not exist`);
  });
};

/** Sets tags on own images, snapshots, instances and launch templates: on all of them, or on none. */
export const createTags = (world: World, input: CreateTagsRequest, context: CallContext): undefined => {
  if (input.Tags === undefined || input.Tags.length === 0) throw missing('Tag');
  const added = tagsOf(input.Tags);
  const resources = resourcesOf(world, input.Resources, context);
  const after = resources.map((resource) => ({ resource, tags: mergeTags(resource.item.tags, added) }));
  context.beforeWrite();
  for (const { resource, tags } of after) resource.retag(tags);
};

/** Deletes tags: a key alone whatever its value, a key with a value only if that is the value, none named all of them. */
export const deleteTags = (world: World, input: DeleteTagsRequest, context: CallContext): undefined => {
  const resources = resourcesOf(world, input.Resources, context);
  const named = input.Tags ?? [];
  const goes = (key: string, value: string): boolean =>
    named.length === 0
      ? !key.startsWith('aws:')
      : named.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value));
  context.beforeWrite();
  for (const { item, retag } of resources) {
    retag(Object.fromEntries(Object.entries(item.tags).filter(([key, value]) => !goes(key, value))));
  }
};

/** The tags of all own resources that the sandbox has. */
export const describeTags = (
  world: World,
  input: DescribeTagsRequest,
  context: CallContext,
): DescribeTagsResult => {
  const all = kindsOf(world)
    .flatMap(({ type, all: items }) =>
      items(context).flatMap(({ id, tags }) =>
        Object.entries(tags).map(([Key, Value]) => ({
          Key,
          Value,
          ResourceId: id,
          ResourceType: type,
        })),
      ),
    )
    .map((tag, index) => ({ tag, sequence: index + 1 }));
  const matches = createFilter<TagDescription>(
    input.Filters,
    {
      key: ({ Key }) => [Key ?? ''],
      value: ({ Value }) => [Value ?? ''],
      'resource-id': ({ ResourceId }) => [ResourceId ?? ''],
      'resource-type': ({ ResourceType: type }) => [type ?? ''],
    },
    ({ Key, Value }) => ({ [Key ?? '']: Value ?? '' }),
  );
  const { items, token } = pageOf(
    all.filter(({ tag }) => matches(tag)),
    input,
  );
  return { Tags: items.map(({ tag }) => tag), ...token };
};
