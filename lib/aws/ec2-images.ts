import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { ImageId, type AccountId, type Region, type SnapshotId } from '../model/ids.ts';
import type { Datum, Fact, ImageFacts, ImageRef, Observation } from '../model/image.ts';
import type { Principal } from '../model/principal.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageReader } from '../ports/images.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { readImage, readLaunchPermission, type Absent, type Read } from './ec2-reads.ts';
import { readSnapshots } from './ec2-snapshots.ts';
import { asFault, present } from './faults.ts';

const UNREAD = { kind: 'unread' } as const;

/**
 * Gone only if every read that was made says so, or the image is another account's. One read that knows the image, or that
 * failed, leaves a state behind in which the other is a fault: a doubt is never taken for an absence.
 */
const isGone = (image: Read<ImageFacts>, permission: Read<readonly Principal[]>): boolean => {
  if (image.kind === 'absent' && image.certainty === 'foreign') return true;
  const asked = [image, permission].filter(({ kind }) => kind !== 'unread');
  const absences = asked.filter((read): read is Absent => read.kind === 'absent');
  return (
    asked.length > 0 &&
    absences.length === asked.length &&
    absences.some(({ certainty }) => certainty !== 'unclear')
  );
};

const datumOf = <T>(read: Read<T>): Datum<T> => (read.kind === 'absent' ? read.fault : read);

const isUnclear = (read: Read<unknown>): boolean => read.kind === 'absent' && read.certainty === 'unclear';

// EC2 allows 200 values in one filter (EC2 API reference, "Filter").
const FILTER_VALUES = 200;

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

/** Reads images by EC2: one call for each group of facts asked for, the independent ones side by side. */
export const ec2Images = ({
  clients,
  clock,
}: {
  readonly clients: Ec2Clients;
  readonly clock: Clock;
}): ImageReader => {
  const observe = async (ref: ImageRef, facts: readonly Fact[]): Promise<Observation> => {
    const client = await clients(ref.account, ref.region);
    // Taken before the calls: what they answer is at least as new.
    const observedAt = clock.now().toISOString();
    const wantsSnapshots = facts.includes('snapshots');
    const wantsImage = wantsSnapshots || facts.includes('image');
    const [first, permission] = await Promise.all([
      wantsImage ? readImage(client, ref) : UNREAD,
      facts.includes('launchPermission') ? readLaunchPermission(client, ref) : UNREAD,
    ]);
    // A code with two meanings is settled by a second look, at the image itself.
    const image = !wantsImage && isUnclear(permission) ? await readImage(client, ref) : first;
    if (isGone(image, permission)) return { kind: 'gone', ref, observedAt };
    const known = datumOf(image);
    return {
      kind: 'state',
      state: {
        ref,
        observedAt,
        image: known,
        launchPermission: datumOf(permission),
        snapshots: !wantsSnapshots
          ? UNREAD
          : known.kind === 'known'
            ? await readSnapshots(client, known.value.devices)
            : known,
      },
    };
  };

  const imagesBackedBy = async (
    account: AccountId,
    region: Region,
    snapshots: readonly SnapshotId[],
  ): Promise<readonly ImageId[]> => {
    const client = await clients(account, region);
    const found = new Set<ImageId>();
    for (const values of chunks(snapshots, FILTER_VALUES)) {
      let token: string | undefined;
      do {
        const page = await asFault(
          'DescribeImages',
          client.send(
            new DescribeImagesCommand({
              Owners: ['self'],
              IncludeDeprecated: true,
              IncludeDisabled: true,
              Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: [...values] }],
              MaxResults: 1000,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        );
        for (const image of present('DescribeImages', 'imagesSet', page.Images))
          found.add(ImageId.parse(image.ImageId));
        token = page.NextToken;
      } while (token);
    }
    return [...found];
  };

  return { observe, imagesBackedBy };
};
