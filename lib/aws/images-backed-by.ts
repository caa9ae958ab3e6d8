import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { ImageId } from '../model/ids.ts';
import type { ImageReader } from '../ports/images.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault, present } from './faults.ts';
import { allPages } from './pages.ts';

// EC2 allows 200 values in one filter (EC2 API reference, "Filter").
const FILTER_VALUES = 200;

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

/** Finds the own images that snapshots back, deprecated and disabled ones included. */
export const imagesBackedBy =
  (clients: Ec2Clients): ImageReader['imagesBackedBy'] =>
  async (account, region, snapshots) => {
    const client = await clients(account, region);
    const found = new Set<ImageId>();
    for (const values of chunks(snapshots, FILTER_VALUES)) {
      const ids = await allPages(
        (token) =>
          asFault(
            'DescribeImages',
            client.send(
              new DescribeImagesCommand({
                Owners: ['self'],
                IncludeDeprecated: true,
                IncludeDisabled: true,
                Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: [...values] }],
                MaxResults: 1000,
                ...token,
              }),
            ),
          ),
        ({ Images }) =>
          present('DescribeImages', 'imagesSet', Images).map((image) => ImageId.parse(image.ImageId)),
      );
      for (const id of ids) found.add(id);
    }
    return [...found];
  };
