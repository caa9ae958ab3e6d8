import type { AccountRegion } from '../model/subject.ts';
import { subjectKey } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageCounts } from '../ports/image-counts.ts';
import { cached } from './cached.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { ownImages } from './own-images.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Counts by DescribeImages, a call a thousand, and keeps each count for a day. A count that failed is not kept. */
export const imageCounts = (clients: Ec2Clients, clock: Clock): ImageCounts => {
  const list = ownImages(clients);
  const counts = new Map<string, () => Promise<number>>();
  return {
    count: ({ account, region }: AccountRegion) => {
      const key = subjectKey({ account, region });
      const count =
        counts.get(key) ??
        cached({ clock, freshMs: DAY_MS, load: async () => (await list(account, region)).length });
      counts.set(key, count);
      return count();
    },
  };
};
