import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  type EC2Client,
  type Image,
} from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import type { Datum, ImageFacts } from '../model/image.ts';
import type { ImageRef } from '../model/subject.ts';
import type { Principal } from '../model/principal.ts';
import { datumFault, type DatumFault } from './datum.ts';
import { errorCode, present, toFault } from './faults.ts';
import { imageFacts } from './image-facts.ts';
import { principalOf } from './launch-permission.ts';

/**
 * AWS says that there is no such image. `foreign`: it belongs to another account, and the asking account merely sees it;
 * `unclear`: the code may also mean an image that is there and cannot be asked; `fault` is what to record when another
 * read of the same moment contradicts.
 */
export interface Absent {
  readonly kind: 'absent';
  readonly certainty: 'sure' | 'foreign' | 'unclear';
  readonly fault: DatumFault;
}

export type Read<T> = Datum<T> | Absent;

// Retryable: where two reads contradict, the image is being made or taken away, and a later look will agree with itself.
const absent = (
  certainty: Absent['certainty'],
  operation: string,
  code: string,
  message: string,
): Absent => ({
  kind: 'absent',
  certainty,
  fault: { kind: 'fault', operation, code, message: `${operation}: ${code}: ${message}`, retryable: true },
});

const imageOf = (ref: ImageRef, images: readonly Image[]): Image | Absent => {
  const image = images.find(({ ImageId }) => ImageId === ref.image);
  if (!image) return absent('sure', 'DescribeImages', 'NotFound', `no image ${ref.image} in the answer`);
  if (image.State === 'deregistered') {
    return absent('sure', 'DescribeImages', 'Deregistered', `${ref.image} lingers as deregistered`);
  }
  return image;
};

/** The account's own image. Throws a `Fault` of code `UnknownShape` where a guess would let something pass. */
export const ownFacts = (image: Image): ImageFacts => {
  const facts = imageFacts(image);
  // Of an image without its devices nobody could say that a disk of it is unencrypted, or shared.
  const isWithoutDisk = facts.rootDeviceType === 'ebs' && facts.devices.every(({ kind }) => kind !== 'ebs');
  if (isWithoutDisk && (facts.state === 'available' || facts.state === 'disabled')) {
    const what = `${image.ImageId ?? 'an image'} has an EBS root and comes without the member "blockDeviceMapping"`;
    throw new Fault('DescribeImages', 'UnknownShape', what, { retryable: true });
  }
  return facts;
};

const ownImage = (ref: ImageRef, image: Image): Read<ImageFacts> => {
  const owner = image.OwnerId;
  if (owner !== undefined && owner !== ref.account) {
    // Tagging a shared image of somebody else's makes events in the tagging account; account/region/id names none then.
    return absent('foreign', 'DescribeImages', 'Foreign', `${ref.image} belongs to ${owner}`);
  }
  return { kind: 'known', value: ownFacts(image) };
};

/** DescribeImages of one id, disabled and deprecated ones included. Never rejects, unless `judge` does. */
const describeImage = async (
  client: EC2Client,
  ref: ImageRef,
  judge: (image: Image) => Read<ImageFacts>,
): Promise<Read<ImageFacts>> => {
  try {
    const answer = await client.send(
      new DescribeImagesCommand({ ImageIds: [ref.image], IncludeDeprecated: true, IncludeDisabled: true }),
    );
    const image = imageOf(ref, present('DescribeImages', 'imagesSet', answer.Images));
    return 'kind' in image ? image : judge(image);
  } catch (error) {
    const { operation, code, message } = toFault('DescribeImages', error);
    if (code === 'InvalidAMIID.NotFound') return absent('sure', operation, code, message);
    if (code === 'InvalidAMIID.Unavailable') return absent('unclear', operation, code, message);
    return datumFault(toFault('DescribeImages', error));
  }
};

/** The account's own image. Never rejects. */
export const readImage = (client: EC2Client, ref: ImageRef): Promise<Read<ImageFacts>> =>
  describeImage(client, ref, (image) => ownImage(ref, image));

// What EC2 answers for an image that is there no more, or that this account may not see.
const UNSEEN = new Set(['AuthFailure', 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable']);

/** Anybody's image, as this account sees it. One that it does not see is a fault, never an absence. Never rejects. */
export const readSeenImage = async (client: EC2Client, ref: ImageRef): Promise<Datum<ImageFacts>> => {
  const read = await describeImage(client, ref, (image) => ({ kind: 'known', value: imageFacts(image) }));
  const fault = read.kind === 'absent' ? read.fault : read;
  if (fault.kind !== 'fault' || (read.kind !== 'absent' && !UNSEEN.has(fault.code))) return fault;
  const why = 'it was deregistered, or is shared with it no longer';
  const message = `${fault.operation}: ${fault.code}: ${ref.account} does not see ${ref.image} any more: ${why}`;
  return { ...fault, message, retryable: false };
};

/**
 * DescribeImageAttribute of the launch permission. Never rejects. `InvalidAMIID.Unavailable` is unclear: EC2 means a
 * deregistered image, or one whose state lets no attribute be read (EC2 API reference, error codes). `AuthFailure` is what it
 * answers for another account's image.
 */
export const readLaunchPermission = async (
  client: EC2Client,
  ref: ImageRef,
): Promise<Read<readonly Principal[]>> => {
  const operation = 'DescribeImageAttribute';
  try {
    const answer = await client.send(
      new DescribeImageAttributeCommand({ ImageId: ref.image, Attribute: 'launchPermission' }),
    );
    const permissions = present(operation, 'launchPermission', answer.LaunchPermissions);
    return { kind: 'known', value: permissions.map(principalOf) };
  } catch (error) {
    const fault = toFault(operation, error);
    switch (errorCode(error)) {
      case 'InvalidAMIID.NotFound':
        return absent('sure', operation, fault.code, fault.message);
      case 'InvalidAMIID.Unavailable':
        return absent('unclear', operation, fault.code, fault.message);
      case 'AuthFailure':
        return { ...absent('unclear', operation, fault.code, fault.message), fault: datumFault(fault) };
      default:
        return datumFault(fault);
    }
  }
};
