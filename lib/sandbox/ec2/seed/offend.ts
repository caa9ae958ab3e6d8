import { AccountId, type Region } from '../../../model/ids.ts';
import type { Principal } from '../../../model/principal.ts';
import { seededRandom } from '../../random.ts';
import { isEncrypted } from '../encrypted.ts';
import type { StoredImage } from '../image.ts';
import type { World } from '../world.ts';
import { GENERATED } from './generate-images.ts';

const STRANGER: Principal = { kind: 'account', account: AccountId.parse('012345678901') };
const PARTNER: Principal = { kind: 'account', account: AccountId.parse('444455556666') };

type Offence = (image: StoredImage) => Partial<StoredImage>;

/** Offences that any image may be guilty of. */
const ANY: readonly Offence[] = [
  () => ({ tags: {} }),
  ({ tags }) => ({ tags: Object.fromEntries(Object.entries(tags).filter(([key]) => key !== 'Owner')) }),
  ({ body }) => ({ body: { ...body, VirtualizationType: 'paravirtual' } }),
  () => ({ state: 'disabled', tags: {} }),
];

/** EC2 lets nobody share an image under the account's own aws/ebs key; the others may be shared besides. */
const SHARED: readonly Offence[] = [
  ...ANY,
  () => ({ permission: [STRANGER] }),
  () => ({ permission: [PARTNER, STRANGER] }),
  () => ({ permission: [PARTNER] }),
  () => ({ permission: [{ kind: 'public' }] }),
];

/**
 * Makes this share (0 to 1) of an account's generated images differ from what policies ask for, the same ones for the same seed: untagged,
 * without an owner, paravirtual, disabled, shared with a stranger or a partner, public. Answers how many are public.
 */
export const offend = (
  world: World,
  estate: {
    readonly account: AccountId;
    readonly region: Region;
    readonly share: number;
    readonly seed: number;
  },
): number => {
  const random = seededRandom(estate.seed);
  let isPublic = 0;
  for (const image of world.images.list(estate.region, estate.account)) {
    if (image.body.Name?.startsWith(GENERATED) !== true || random() >= estate.share) continue;
    const offences = isEncrypted(world, image) ? ANY : SHARED;
    const change = offences[Math.floor(random() * offences.length)]?.(image) ?? {};
    world.images.place({ ...image, ...change });
    if (change.permission?.some(({ kind }) => kind === 'public') === true) isPublic += 1;
  }
  return isPublic;
};
