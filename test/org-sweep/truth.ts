import { isPublic, type StoredImage } from '../../lib/sandbox/ec2/image.ts';
import { isImage } from '../../lib/model/subject.ts';
import type { Sandbox } from '../../lib/sandbox/sandbox.ts';
import type { SweepWorld } from '../asl/sweep-world.ts';

/** What breaks the policy of `startSweepWorld`, by the sandbox's own state and none of the project's rules: `ami-… rule`, sorted. */
export const expectedFindings = (
  { organization, ec2 }: Sandbox,
  without: ReadonlySet<string>,
): readonly string[] =>
  organization
    .accounts()
    .filter(({ account }) => !without.has(account))
    .flatMap(({ account }) =>
      organization.regions.flatMap((region) =>
        ec2.images.list(region, account).flatMap((image) => brokenBy(image, organization)),
      ),
    )
    .toSorted();

const brokenBy = (image: StoredImage, organization: Sandbox['organization']): readonly string[] => {
  const disks = (image.body.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs ?? []);
  const strangers = image.permission.filter((one) => {
    switch (one.kind) {
      case 'public':
        return false;
      case 'account':
        return organization.account(one.account) === null;
      case 'organization':
      case 'unit':
        return !one.arn.includes(`/${organization.id}`);
    }
  });
  return [
    ...(isPublic(image) ? [`${image.id} public-sharing`] : []),
    ...(strangers.length > 0 ? [`${image.id} sharing`] : []),
    ...(disks.some(({ Encrypted }) => Encrypted !== true) ? [`${image.id} encryption`] : []),
  ];
};

/** What is open in the journal of images, in the same form. */
export const foundIn = async (
  { sandbox, worker }: SweepWorld,
  without: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { account } of sandbox.organization.accounts()) {
    if (without.has(account)) continue;
    for (const region of sandbox.organization.regions) {
      for await (const page of worker.journal.openFindings({ account, region })) {
        found.push(...page.flatMap(({ ref, rule }) => (isImage(ref) ? [`${ref.image} ${rule}`] : [])));
      }
    }
  }
  return found.toSorted();
};
