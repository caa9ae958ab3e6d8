import type { World } from '../lib/sandbox/ec2/world.ts';
import type { AccountId, Region } from '../lib/model/ids.ts';

/** Ids of the images that break a rule, by rule. */
export type Truth = Readonly<
  Record<'encryption' | 'required-tags' | 'image-shape' | 'public-sharing' | 'sharing', readonly string[]>
>;

const TAGS = ['Name', 'Owner', 'CostCenter'];
const PARTNER = '444455556666';
const OWN_ORGANIZATION = 'o-exampleorg1';

/**
 * What `bench/scan.yaml` and `bench/custodian.yaml` ought to find, looked up in the sandbox's own state by nothing that either of the
 * tools uses. As AWS does, the sandbox shows images that are disabled.
 */
export const estateTruth = (world: World, account: AccountId, region: Region): Truth => {
  const images = world.images.list(region, account);
  const ids = (breaks: (image: (typeof images)[number]) => boolean): readonly string[] =>
    images
      .filter(breaks)
      .map(({ id }) => id)
      .toSorted();
  return {
    encryption: ids(({ body }) =>
      (body.BlockDeviceMappings ?? []).some(({ Ebs }) => Ebs !== undefined && Ebs.Encrypted !== true),
    ),
    'required-tags': ids(({ tags }) => TAGS.some((key) => (tags[key] ?? '') === '')),
    'image-shape': ids(({ body }) => body.VirtualizationType !== 'hvm' || body.RootDeviceType !== 'ebs'),
    'public-sharing': ids(({ permission }) => permission.some(({ kind }) => kind === 'public')),
    sharing: ids(({ permission }) =>
      permission.some((principal) => {
        switch (principal.kind) {
          case 'public':
            return false;
          case 'account':
            return principal.account !== PARTNER;
          case 'organization':
          case 'unit':
            return principal.organization !== OWN_ORGANIZATION;
        }
      }),
    ),
  };
};

/** How many images of `all` are not in `some`, over these rules. */
export const lackingFrom = (some: Truth, all: Truth, rules: readonly (keyof Truth)[]): number =>
  rules.reduce((sum, rule) => {
    const there = new Set(some[rule]);
    return sum + all[rule].filter((image) => !there.has(image)).length;
  }, 0);
