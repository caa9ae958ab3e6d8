import { DescribeImageReferencesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { ImageReference } from '../model/facts.ts';
import type { ImageId } from '../model/ids.ts';
import type { Datum } from '../model/image.ts';
import type { ImageRef } from '../model/subject.ts';
import { datumOf } from './datum.ts';
import { present } from './faults.ts';
import { allPages } from './pages.ts';

const OPERATION = 'DescribeImageReferences';

/**
 * What of EC2's own defaults would mislead (EC2 user guide, "Identify your resources referencing specified AMIs"): instances count
 * that have ended already, and of launch templates only the ten latest versions, which need not hold the default one.
 */
const SCOPES = [
  {
    ResourceType: 'ec2:Instance' as const,
    ResourceTypeOptions: [
      {
        OptionName: 'state-name' as const,
        OptionValues: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'],
      },
    ],
  },
  {
    ResourceType: 'ec2:LaunchTemplate' as const,
    ResourceTypeOptions: [{ OptionName: 'version-depth' as const, OptionValues: ['10000'] }],
  },
];

/**
 * What of the image's own account refers to it, of every type of resource that AWS knows: a type that comes to be one day, and
 * that the role may not look at, is a fault and no silence. Never rejects.
 */
export const readReferences = (client: EC2Client, ref: ImageRef): Promise<Datum<readonly ImageReference[]>> =>
  datumOf(OPERATION, async () =>
    (await listReferences(client, [ref.image])).map(({ resourceType, arn }) => ({ resourceType, arn })),
  );

/** The same of several images, each reference with the image that it is of. Rejects with what AWS's client throws. */
export const listReferences = (
  client: EC2Client,
  images: readonly ImageId[],
): Promise<readonly (ImageReference & { readonly image: string | null })[]> =>
  allPages(
    (token) =>
      client.send(
        new DescribeImageReferencesCommand({
          ImageIds: [...images],
          IncludeAllResourceTypes: true,
          ResourceTypes: SCOPES,
          ...token,
        }),
      ),
    ({ ImageReferences }) =>
      present(OPERATION, 'imageReferenceSet', ImageReferences).map((reference) => ({
        image: reference.ImageId ?? null,
        resourceType: present(OPERATION, 'resourceType', reference.ResourceType),
        arn: present(OPERATION, 'arn', reference.Arn),
      })),
  );
