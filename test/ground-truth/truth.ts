import type { World } from '../../lib/sandbox/ec2/world.ts';

/** What is asked of every image here, in words of its own: nothing of the policy's own code says what is right. */
interface Wishes {
  /** The organisation whose accounts may have anything, and whoever else may. */
  readonly organization: string;
  readonly members: readonly string[];
  readonly partners: readonly string[];
  readonly tags: readonly string[];
}

/** What is wrong in an account and region, as `rule image what`, sorted; read off the world's state, whatever an API would tell. */
export const wrongs = (world: World, account: string, region: string, wishes: Wishes): readonly string[] => {
  const found: string[] = [];
  for (const image of world.images.list(region as never, account as never)) {
    if (image.state === 'failed') continue;
    const say = (rule: string, what: string): void => {
      found.push(`${rule} ${image.id} ${what}`);
    };
    for (const grant of image.permission) {
      if (grant.kind === 'public') say('public-sharing', 'everybody');
      if (grant.kind === 'account' && !isFriend(grant.account, wishes)) say('sharing', grant.account);
      if (grant.kind === 'organization' && grant.organization !== wishes.organization) {
        say('sharing', grant.organization);
      }
    }
    for (const { DeviceName, Ebs } of image.body.BlockDeviceMappings ?? []) {
      const snapshot = Ebs?.SnapshotId === undefined ? null : world.snapshots.get(Ebs.SnapshotId);
      if (image.state !== 'pending' && snapshot !== null && snapshot.kmsKey === null) {
        say('encryption', DeviceName ?? '');
      }
    }
    for (const tag of wishes.tags) if (!Object.hasOwn(image.tags, tag)) say('required-tags', tag);
  }
  return found.toSorted();
};

const isFriend = (account: string, { members, partners }: Wishes): boolean =>
  members.includes(account) || partners.includes(account);
