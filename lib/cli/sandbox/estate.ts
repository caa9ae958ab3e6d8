import { ImageId } from '../../model/ids.ts';
import type { ImageRef } from '../../model/subject.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** Every image that an account of the organisation owns, as the sandbox holds it. */
export const imageRefs = ({ organization, ec2 }: Sandbox): readonly ImageRef[] =>
  organization
    .accounts()
    .flatMap(({ account }) =>
      organization.regions.flatMap((region) =>
        ec2.images.list(region, account).map(({ id }) => ({ account, region, image: ImageId.parse(id) })),
      ),
    );

/** An unencrypted image of 111122223333 in us-east-1, the account that the hints call as: one that can be made public. */
export const imageToTry = ({ organization, ec2 }: Sandbox): string | null => {
  const owner = organization.account('111122223333')?.account;
  const [region] = organization.regions;
  if (owner === undefined || region === undefined) return null;
  if (ec2.settings(owner, region).imageBlock.state !== 'unblocked') return null;
  const image = ec2.images
    .list(region, owner)
    .find(({ body }) => (body.BlockDeviceMappings ?? []).every(({ Ebs }) => Ebs?.Encrypted !== true));
  return image?.id ?? null;
};
