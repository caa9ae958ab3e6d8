import type { ImageId } from '../model/ids.ts';
import type { ImageReader } from '../ports/images.ts';
import { chunks } from './chunks.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { ownImageIds } from './own-images.ts';

// EC2 allows 200 values in one filter (EC2 API reference, "Filter").
const FILTER_VALUES = 200;

/** Finds the own images that snapshots back, deprecated and disabled ones included. */
export const imagesBackedBy =
  (clients: Ec2Clients): ImageReader['imagesBackedBy'] =>
  async (account, region, snapshots) => {
    const client = await clients(account, region);
    const found = new Set<ImageId>();
    for (const Values of chunks(snapshots, FILTER_VALUES)) {
      const ids = await ownImageIds(client, [
        { Name: 'block-device-mapping.snapshot-id', Values: [...Values] },
      ]);
      for (const id of ids) found.add(id);
    }
    return [...found];
  };
