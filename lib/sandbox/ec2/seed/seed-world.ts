import type { AccountId, OrganizationId, Region } from '../../../model/ids.ts';
import type { Principal } from '../../../model/principal.ts';
import type { World } from '../world.ts';
import { putImage, putInstance, putSnapshot, putTemplate } from './put.ts';

/** Ids of the seed that tests, docs and the day name. */
export const SEED = {
  plainSnapshot: 'snap-0aaaaaaaaaaaaaaa1',
  encryptedSnapshot: 'snap-0aaaaaaaaaaaaaaa2',
  goldenKey: 'arn:aws:kms:us-east-1:111122223333:key/0aaaaaaa-1111-4222-8333-444444444444',
  goldenKeyAlias: 'alias/golden-images',
  baseImage: 'ami-0aaaaaaaaaaaaaa01',
  hardenedImage: 'ami-0aaaaaaaaaaaaaa02',
  instance: 'i-0aaaaaaaaaaaaaaa1',
} as const;

/** The organisation that the golden account shares with. */
interface OwnOrganization {
  readonly id: OrganizationId;
  readonly arn: string;
}

const GOLDEN = '111122223333' as AccountId;
const DATA_PROD = '333344445555' as AccountId;
const HOME = 'us-east-1' as Region;

/** Who owns what beside the golden account: the account's number is in the ids of its snapshot and image. */
const ESTATE: readonly { readonly account: string; readonly name: string; readonly digit: string }[] = [
  { account: '222233334444', name: 'web-prod-base', digit: 'b' },
  { account: '333344445555', name: 'data-prod-base', digit: 'c' },
  { account: '555566667777', name: 'web-dev-base', digit: 'd' },
  { account: '666677778888', name: 'playground-base', digit: 'e' },
];

const OWNED = { Owner: 'platform@example.com', CostCenter: '4711', DataClass: 'internal' } as const;

const seedGolden = (world: World, organization: OwnOrganization): void => {
  world.keys.put({
    arn: SEED.goldenKey,
    account: GOLDEN,
    region: HOME,
    aliases: [SEED.goldenKeyAlias, 'alias/ami-default'],
    managed: false,
    enabled: true,
    users: ['444455556666'],
    organization: organization.id,
  });
  const at = { account: GOLDEN, region: HOME };
  putSnapshot(world, { ...at, id: SEED.plainSnapshot, description: 'golden base, unencrypted' });
  putSnapshot(world, {
    ...at,
    id: SEED.encryptedSnapshot,
    description: 'golden base, encrypted',
    kmsKey: SEED.goldenKey,
  });
  const { id, arn } = organization;
  const wholeOrganization: Principal = { kind: 'organization', organization: id, arn };
  putImage(world, {
    ...at,
    id: SEED.baseImage,
    name: 'golden-base-2024.10',
    snapshot: SEED.plainSnapshot,
    tags: { ...OWNED, Name: 'golden-base' },
  });
  putImage(world, {
    ...at,
    id: SEED.hardenedImage,
    name: 'golden-hardened-2024.10',
    snapshot: SEED.encryptedSnapshot,
    tags: { ...OWNED, Name: 'golden-hardened' },
    permission: [wholeOrganization],
  });
  putInstance(world, { ...at, id: SEED.instance, image: SEED.hardenedImage, kmsKey: SEED.goldenKey });
  putTemplate(world, { ...at, id: 'lt-0aaaaaaaaaaaaaaa1', name: 'golden-web', image: SEED.hardenedImage });
  world.parameters.push({ ...at, name: '/golden/hardened/latest', image: SEED.hardenedImage });
};

/**
 * The image world of the sandbox's organisation: in us-east-1 the golden account (111122223333) owns an unencrypted snapshot,
 * one under a customer key, an image of each, an instance, a launch template and an SSM parameter; four member accounts own
 * a base image each. 333344445555 keeps deregistered images for a week. Nobody's image breaks the example policy.
 */
export const seedWorld = (world: World, organization: OwnOrganization): void => {
  seedGolden(world, organization);
  for (const { account, name, digit } of ESTATE) {
    const at = { account: account as AccountId, region: HOME };
    const kmsKey = `arn:aws:kms:us-east-1:${account}:key/0${digit.repeat(7)}-1111-4222-8333-444444444444`;
    world.keys.put({
      arn: kmsKey,
      ...at,
      aliases: ['alias/images'],
      managed: false,
      enabled: true,
      users: [],
      organization: null,
    });
    const snapshot = `snap-0${digit.repeat(15)}1`;
    putSnapshot(world, { ...at, id: snapshot, description: name, kmsKey });
    putImage(world, {
      ...at,
      id: `ami-0${digit.repeat(14)}01`,
      name,
      snapshot,
      tags: { ...OWNED, Name: name },
    });
  }
  world.change(DATA_PROD, HOME, { retention: [{ id: 'seedRetain7', days: 7, tags: {}, excluded: {} }] });
};
