import type { DescribeImagesRequest, DescribeImagesResult } from '@aws-sdk/client-ec2';
import type { AccountId } from '../../../model/ids.ts';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { covers, maySee } from '../access.ts';
import { isAllowed } from '../allowed.ts';
import { createFilter } from '../filter.ts';
import { readImage } from '../find.ts';
import type { StoredImage } from '../image.ts';
import { imageFilters } from '../image-filters.ts';
import { imageView } from '../image-view.ts';
import { pageOf } from '../page.ts';
import { imageIdOf, imageNotFound, isAccountId, notAuthorizedForImages } from '../refusals.ts';
import type { World } from '../world.ts';

const PAGE = { least: 1, most: 1_000 };
const ALIASES = ['amazon', 'aws-marketplace', 'aws-backup-vault'];

const userOf = (user: string): string => {
  if (user === 'self' || isAccountId(user)) return user;
  throw new AwsError('InvalidUserID.Malformed', `Invalid user id: "${user}"`);
};

const named = (
  world: World,
  ids: readonly string[],
  { caller, region }: CallContext,
): readonly StoredImage[] => {
  const wanted = [...new Set(ids.map((id) => imageIdOf(id)))];
  const found = wanted
    .map((id) => readImage(world, id))
    .filter((image) => image !== null)
    .filter((image) => image.region === region);
  const known = new Set(found.map(({ id }) => id));
  const unknown = wanted.filter((id) => !known.has(id));
  if (unknown.length > 0) throw imageNotFound(unknown);
  const closed = found.filter((image) => !maySee(world, image, caller.account));
  if (closed.length > 0) throw notAuthorizedForImages(closed.map(({ id }) => id));
  return found;
};

const candidates = (
  world: World,
  input: DescribeImagesRequest,
  context: CallContext,
): readonly StoredImage[] => {
  const { account } = context.caller;
  if (input.ImageIds !== undefined && input.ImageIds.length > 0) return named(world, input.ImageIds, context);
  const owners = input.Owners ?? [];
  if (owners.length > 0 && owners.every((owner) => owner === 'self' || owner === account)) {
    return world.images.list(context.region, account);
  }
  return world.images.list(context.region).filter((image) => maySee(world, image, account));
};

const ownedByOne = (owners: readonly string[], caller: AccountId): ((image: StoredImage) => boolean) => {
  if (owners.length === 0) return () => true;
  const wanted = new Set(owners.map((owner) => (ALIASES.includes(owner) ? owner : userOf(owner))));
  return ({ owner, body }) =>
    wanted.has(owner) ||
    (wanted.has('self') && owner === caller) ||
    (body.ImageOwnerAlias !== undefined && wanted.has(body.ImageOwnerAlias));
};

/** `self` means whatever shares with the caller, its organisation and units included; another account its explicit shares only. */
const executableByOne = (
  world: World,
  users: readonly string[],
  caller: AccountId,
): ((image: StoredImage) => boolean) => {
  if (users.length === 0) return () => true;
  const wanted = users.map((user) => (user === 'all' ? user : userOf(user)));
  return ({ permission }) =>
    wanted.some((user) =>
      permission.some((principal) => {
        if (principal.kind === 'public') return user === 'all';
        if (user === 'self' || user === caller) return covers(world, principal, caller);
        return principal.kind === 'account' && principal.account === user;
      }),
    );
};

const isListed = (
  world: World,
  input: DescribeImagesRequest,
  { caller, region, now }: CallContext,
): ((image: StoredImage) => boolean) => {
  const hidesDisallowed = world.settings(caller.account, region).allowedImages.state === 'enabled';
  return (image) => {
    if (image.state === 'disabled' && input.IncludeDisabled !== true) return false;
    if (hidesDisallowed && isAllowed(world, image, caller.account, region) !== true) return false;
    const deprecated = image.deprecateAt !== null && Date.parse(image.deprecateAt) <= now.getTime();
    return !deprecated || image.owner === caller.account || input.IncludeDeprecated === true;
  };
};

/** Images that the caller owns or may launch. Tags of other accounts' images are neither shown nor searched. */
export const describeImages = (
  world: World,
  input: DescribeImagesRequest,
  context: CallContext,
): DescribeImagesResult => {
  const { account } = context.caller;
  const tests = [
    ownedByOne(input.Owners ?? [], account),
    executableByOne(world, input.ExecutableUsers ?? [], account),
    isListed(world, input, context),
    createFilter(input.Filters, imageFilters(world, account), ({ owner, tags }: StoredImage) =>
      owner === account ? tags : {},
    ),
  ];
  const { items, token } = pageOf(candidates(world, input, context), input, PAGE, (image) =>
    tests.every((test) => test(image)),
  );
  return { Images: items.map((image) => imageView(world, image, account)), ...token };
};
