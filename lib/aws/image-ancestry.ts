import { GetImageAncestryCommand, type ImageAncestryEntry } from '@aws-sdk/client-ec2';
import type { Ancestor, Ancestry } from '../model/facts.ts';
import { Fault } from '../model/fault.ts';
import { ImageId } from '../model/ids.ts';
import type { Datum } from '../model/image.ts';
import type { ImageRef } from '../model/subject.ts';
import { withOwners } from './ancestor-owners.ts';
import { datumOf } from './datum.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault, present } from './faults.ts';

const OPERATION = 'GetImageAncestry';

// EC2 user guide, "Trace the ancestry of your AMI": so many generations at most.
const MOST = 50;

const ancestor = (entry: ImageAncestryEntry, child: ImageAncestryEntry | undefined): Ancestor => {
  const image = ImageId.safeParse(entry.ImageId);
  if (!image.success) {
    throw new Fault(OPERATION, 'UnknownShape', JSON.stringify(entry), { retryable: false });
  }
  return {
    image: image.data,
    region: child?.SourceImageRegion ?? null,
    owner: entry.ImageOwnerAlias ?? null,
  };
};

const ancestryOf = (ref: ImageRef, entries: readonly ImageAncestryEntry[]): Ancestry => {
  const [own, ...others] = entries;
  if (own?.ImageId !== ref.image) {
    const what = `the ancestry of ${ref.image} begins with ${own?.ImageId ?? 'nothing'}`;
    throw new Fault(OPERATION, 'UnknownShape', what, { retryable: true });
  }
  const last = others.at(-1) ?? own;
  return {
    ancestors: others.map((entry, index) => ancestor(entry, entries[index])),
    complete: last.SourceImageId === undefined && others.length < MOST,
  };
};

/**
 * What an image was made from, and whose that is: an alias where AWS gives one here, else the account that DescribeImages names, as
 * long as the image's account still sees the ancestor; null of the others. Never rejects.
 */
export const readAncestry = (clients: Ec2Clients, ref: ImageRef): Promise<Datum<Ancestry>> =>
  datumOf(OPERATION, async () => {
    const client = await clients(ref.account, ref.region);
    const answer = await asFault(OPERATION, client.send(new GetImageAncestryCommand({ ImageId: ref.image })));
    const entries = present(OPERATION, 'imageAncestryEntrySet', answer.ImageAncestryEntries);
    return withOwners(clients, ref.account, ancestryOf(ref, entries));
  });
