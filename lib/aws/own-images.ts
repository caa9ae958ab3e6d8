import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { ImageId, type AccountId, type Region } from '../model/ids.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault, present } from './faults.ts';
import { allPages } from './pages.ts';

/** The ids of all images that an account owns in a region, deprecated and disabled ones included; one call a thousand. Rejects with `Fault`. */
export const ownImages =
  (clients: Ec2Clients) =>
  async (account: AccountId, region: Region): Promise<readonly ImageId[]> => {
    const client = await clients(account, region);
    return allPages(
      (token) =>
        asFault(
          'DescribeImages',
          client.send(
            new DescribeImagesCommand({
              Owners: ['self'],
              IncludeDeprecated: true,
              IncludeDisabled: true,
              MaxResults: 1000,
              ...token,
            }),
          ),
        ),
      ({ Images }) =>
        present('DescribeImages', 'imagesSet', Images).map(({ ImageId: id }) => ImageId.parse(id)),
    );
  };
