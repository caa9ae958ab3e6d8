import {
  CopyImageCommand,
  DeregisterImageCommand,
  type EC2Client,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { COPY_OF } from '../model/copy-tags.ts';
import { Fault } from '../model/fault.ts';
import type { Write } from '../model/plan.ts';
import type { ImageRef } from '../model/subject.ts';
import { requestIdOf } from './request-id.ts';

/**
 * One CopyImage into the image's own region, with its tags and, on the copy and its snapshots, which image it is of. The same token
 * makes no second copy.
 */
export const sendCopy = async (
  client: EC2Client,
  { image, region }: ImageRef,
  { key, as: call }: Extract<Write, { kind: 'copy' }>,
): Promise<string | null> => {
  if (call === undefined || key === null) {
    const message = `nobody has said by which name and key ${image} is to be copied`;
    throw new Fault('CopyImage', 'Incomplete', message, { retryable: false });
  }
  const tagged = (ResourceType: 'image' | 'snapshot'): TagSpecification => ({
    ResourceType,
    Tags: [{ Key: COPY_OF, Value: image }],
  });
  const command = new CopyImageCommand({
    SourceImageId: image,
    SourceRegion: region,
    Name: call.name,
    ClientToken: call.token,
    Encrypted: true,
    KmsKeyId: key,
    CopyImageTags: true,
    TagSpecifications: [tagged('image'), tagged('snapshot')],
  });
  return requestIdOf('CopyImage', client.send(command));
};

/** DeregisterImage of a copy; AWS leaves those of its snapshots alone that another image has as well. */
export const sendCopyRemoval = (
  client: EC2Client,
  { copy, snapshots }: Extract<Write, { kind: 'copy-removal' }>,
): Promise<string | null> =>
  requestIdOf(
    'DeregisterImage',
    client.send(
      new DeregisterImageCommand({ ImageId: copy, ...(snapshots && { DeleteAssociatedSnapshots: true }) }),
    ),
  );
