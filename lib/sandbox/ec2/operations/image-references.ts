import type {
  DescribeImageReferencesRequest,
  DescribeImageReferencesResult,
  GetImageAncestryRequest,
  GetImageAncestryResult,
  ImageAncestryEntry,
  ImageReference,
  ImageReferenceResourceType,
  ResourceTypeRequest,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { maySee } from '../access.ts';
import { readImage } from '../find.ts';
import type { StoredImage } from '../image.ts';
import { pageOf } from '../page.ts';
import { imageIdOf, imageNotFound, missing } from '../refusals.ts';
import type { World } from '../world.ts';

const optionOf = (request: ResourceTypeRequest | undefined, name: string): readonly string[] | null =>
  request?.ResourceTypeOptions?.find(({ OptionName }) => OptionName === name)?.OptionValues ?? null;

const instances = (
  world: World,
  request: ResourceTypeRequest | undefined,
  { caller, region }: CallContext,
) => {
  // EC2 user guide, "How AMI reference checks work": all states unless some are named, terminated ones included.
  const states = optionOf(request, 'state-name');
  return world.instances
    .list(region, caller.account)
    .filter(({ state }) => states === null || states.includes(state))
    .map(({ id, image }) => ({ image, arn: `arn:aws:ec2:${region}:${caller.account}:instance/${id}` }));
};

const templates = (
  world: World,
  request: ResourceTypeRequest | undefined,
  { caller, region }: CallContext,
) => {
  const depth = Number(optionOf(request, 'version-depth')?.[0] ?? '10');
  return world.templates.list(region, caller.account).flatMap(({ id, versions }) => {
    const named = versions
      .slice(-depth)
      .flatMap(({ data }) => (data.ImageId === undefined ? [] : [data.ImageId]));
    const arn = `arn:aws:ec2:${region}:${caller.account}:launch-template/${id}`;
    return [...new Set(named)].map((image) => ({ image, arn }));
  });
};

const parameters = (
  world: World,
  _request: ResourceTypeRequest | undefined,
  { caller, region }: CallContext,
) =>
  world.parameters
    .filter((parameter) => parameter.account === caller.account && parameter.region === region)
    .map(({ name, image }) => ({
      image,
      arn: `arn:aws:ssm:${region}:${caller.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
    }));

const SOURCES = {
  'ec2:Instance': instances,
  'ec2:LaunchTemplate': templates,
  'ssm:Parameter': parameters,
  'imagebuilder:ImageRecipe': () => [],
  'imagebuilder:ContainerRecipe': () => [],
} satisfies Record<ImageReferenceResourceType, unknown>;

// EC2 API reference, DescribeImageReferences.
const MOST_IMAGES = 10;

const TYPES = Object.keys(SOURCES) as ImageReferenceResourceType[];

/** What of the caller's own refers to images: instances, launch templates, SSM parameters. The sandbox has no recipes. */
export const describeImageReferences = (
  world: World,
  input: DescribeImageReferencesRequest,
  context: CallContext,
): DescribeImageReferencesResult => {
  const images = (input.ImageIds ?? []).map((id) => imageIdOf(id));
  if (images.length === 0) throw missing('ImageIds');
  if (images.length > MOST_IMAGES) {
    throw new AwsError('InvalidParameterValue', `At most ${String(MOST_IMAGES)} image ids can be specified.`);
  }
  const asked = input.ResourceTypes ?? [];
  const all = input.IncludeAllResourceTypes === true;
  if (!all && asked.length === 0) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Specify IncludeAllResourceTypes, ResourceTypes, or both.',
    );
  }
  const references = TYPES.flatMap((type): readonly ImageReference[] => {
    const request = asked.find(({ ResourceType }) => ResourceType === type);
    if (!all && request === undefined) return [];
    return SOURCES[type](world, request, context)
      .filter(({ image }) => images.includes(image))
      .map(({ image, arn }) => ({ ImageId: image, ResourceType: type, Arn: arn }));
  }).map((reference, index) => ({ reference, sequence: index + 1 }));
  const { items, token } = pageOf(references, input);
  return { ImageReferences: items.map(({ reference }) => reference), ...token };
};

// EC2 user guide, "AMI ancestry": 50 generations.
const MOST_ANCESTORS = 50;

const ancestry = (
  world: World,
  image: StoredImage,
  caller: CallContext['caller'],
): readonly ImageAncestryEntry[] => {
  const entries: ImageAncestryEntry[] = [];
  let next: StoredImage | null = image;
  while (next !== null && entries.length < MOST_ANCESTORS) {
    const { body, id } = next;
    entries.push({
      ImageId: id,
      ...(body.CreationDate === undefined ? {} : { CreationDate: new Date(body.CreationDate) }),
      ...(body.ImageOwnerAlias === undefined ? {} : { ImageOwnerAlias: body.ImageOwnerAlias }),
      ...(body.SourceImageId === undefined ? {} : { SourceImageId: body.SourceImageId }),
      ...(body.SourceImageRegion === undefined ? {} : { SourceImageRegion: body.SourceImageRegion }),
    });
    const source: StoredImage | null = world.images.get(body.SourceImageId ?? '');
    next = source !== null && maySee(world, source, caller.account) ? source : null;
  }
  return entries;
};

/** The image and what it was made from, nearest first; it ends at a registered image, or at one that the caller does not see. */
export const getImageAncestry = (
  world: World,
  input: GetImageAncestryRequest,
  { caller, region }: CallContext,
): GetImageAncestryResult => {
  const id = imageIdOf(input.ImageId);
  const image = readImage(world, id);
  if (image?.region !== region || !maySee(world, image, caller.account)) throw imageNotFound([id]);
  return { ImageAncestryEntries: [...ancestry(world, image, caller)] };
};
