import {
  DescribeImagesCommand,
  ListImagesInRecycleBinCommand,
  type DescribeImagesResult,
  type EC2Client,
  type Image,
} from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import { ImageId } from '../model/ids.ts';
import type { Datum, ImageFacts } from '../model/image.ts';
import type { ListedImage, PlaceReader } from '../ports/estate-reader.ts';
import { datumFault } from './datum.ts';
import { ownFacts } from './ec2-reads.ts';
import { asFault, present } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { imageFacts } from './image-facts.ts';
import { allPages } from './pages.ts';

const OPERATION = 'DescribeImages';

const OWN = {
  Owners: ['self'],
  IncludeDeprecated: true,
  IncludeDisabled: true,
  MaxResults: 1000,
};

/** A fault stands for the one image whose answer is not to be understood, not for its page. */
const datumOf = (image: Image, read: (image: Image) => ImageFacts): Datum<ImageFacts> => {
  try {
    return { kind: 'known', value: read(image) };
  } catch (error) {
    if (error instanceof Fault) return datumFault(error);
    throw error;
  }
};

const listed = (images: readonly Image[]): readonly ListedImage[] =>
  // One that lingers as deregistered is there no more.
  images
    .filter(({ State }) => State !== 'deregistered')
    .map((image) => ({ image: ImageId.parse(image.ImageId), facts: datumOf(image, ownFacts) }));

/** The own images of the account in the region, page by page: while one is worked on, the next is on its way. */
export const listImages = (client: EC2Client): PlaceReader['images'] =>
  async function* () {
    const ask = (token?: string): Promise<DescribeImagesResult> => {
      const more = token === undefined ? {} : { NextToken: token };
      const page = asFault(OPERATION, client.send(new DescribeImagesCommand({ ...OWN, ...more })));
      // Whoever stops before the last page does not hear of the one that failed after it.
      page.catch(() => null);
      return page;
    };
    for (let page = await ask(); ;) {
      const next = page.NextToken ? ask(page.NextToken) : null;
      yield listed(present(OPERATION, 'imagesSet', page.Images));
      if (next === null) return;
      page = await next;
    }
  };

/** The ids of those that anybody may launch. */
export const listPublicImages =
  (client: EC2Client): PlaceReader['publicImages'] =>
  async () =>
    allPages(
      (token) =>
        asFault(
          OPERATION,
          client.send(
            new DescribeImagesCommand({
              ...OWN,
              Filters: [{ Name: 'is-public', Values: ['true'] }],
              ...token,
            }),
          ),
        ),
      ({ Images }) => present(OPERATION, 'imagesSet', Images).map(({ ImageId: id }) => ImageId.parse(id)),
    );

// EC2 takes up to 200 values in a filter.
const IN_A_FILTER = 200;
const AT_ONCE = 5;

/** Anybody's images as this account sees them. By a filter: of ids that are gone, `ImageIds` would make one refusal of the whole. */
export const listSeenImages =
  (client: EC2Client): PlaceReader['seenImages'] =>
  async (ids) => {
    const batches = chunksOf([...new Set(ids)], IN_A_FILTER);
    const pages = await fewAtATime(batches, AT_ONCE, (batch) =>
      allPages(
        (token) =>
          asFault(
            OPERATION,
            client.send(
              new DescribeImagesCommand({
                Filters: [{ Name: 'image-id', Values: [...batch] }],
                IncludeDeprecated: true,
                IncludeDisabled: true,
                MaxResults: 1000,
                ...token,
              }),
            ),
          ),
        ({ Images }) => present(OPERATION, 'imagesSet', Images),
      ),
    );
    return new Map(
      pages.flat().map((image) => [ImageId.parse(image.ImageId), datumOf(image, imageFacts)] as const),
    );
  };

/** How many images lie in the Recycle Bin. */
export const countRecycled = (client: EC2Client): PlaceReader['recycledImages'] => {
  const operation = 'ListImagesInRecycleBin';
  return async () => {
    const images = await allPages(
      (token) =>
        asFault(operation, client.send(new ListImagesInRecycleBinCommand({ MaxResults: 1000, ...token }))),
      ({ Images }) => present(operation, 'imageSet', Images),
    );
    return images.length;
  };
};

/** The items in their order, so many at a time. */
export const chunksOf = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
