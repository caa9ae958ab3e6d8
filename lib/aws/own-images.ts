import { DescribeImagesCommand, type EC2Client, type Filter } from '@aws-sdk/client-ec2';
import { ImageId, type AccountId, type Region } from '../model/ids.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault, present } from './faults.ts';
import { allPages } from './pages.ts';

/** The ids of the client's own images that a filter lets through, deprecated and disabled ones included; one call a thousand. Rejects with `Fault`. */
export const ownImageIds = (client: EC2Client, Filters?: Filter[]): Promise<readonly ImageId[]> =>
  allPages(
    (token) =>
      asFault(
        'DescribeImages',
        client.send(
          new DescribeImagesCommand({
            Owners: ['self'],
            IncludeDeprecated: true,
            IncludeDisabled: true,
            ...(Filters === undefined ? {} : { Filters }),
            MaxResults: 1000,
            ...token,
          }),
        ),
      ),
    ({ Images }) =>
      present('DescribeImages', 'imagesSet', Images).map((image) => ImageId.parse(image.ImageId)),
  );

/** The ids of all images that an account owns in a region. Rejects with `Fault`. */
export const ownImages =
  (clients: Ec2Clients) =>
  async (account: AccountId, region: Region): Promise<readonly ImageId[]> =>
    ownImageIds(await clients(account, region));
