import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { imageCounts } from '../../../lib/aws/image-counts.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import { awsError, dummy, handClock } from './mocks.ts';

const mock = mockClient(EC2Client);
const place = { account: AccountId.parse('111122223333'), region: Region.parse('us-east-1') };
const images = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ ImageId: `ami-${(from + n).toString(16).padStart(17, '0')}` }));

beforeEach(() => {
  mock.reset();
});

it('counts all pages, and keeps the count of a place for a day', async () => {
  mock
    .on(DescribeImagesCommand)
    .resolvesOnce({ Images: images(0, 1000), NextToken: 'more' })
    .resolvesOnce({ Images: images(1000, 13) })
    .resolves({ Images: images(0, 1) });
  const clock = handClock('2026-03-01T10:00:00.000Z');
  const counts = imageCounts(() => Promise.resolve(new EC2Client(dummy)), clock);
  expect(await Promise.all([counts.count(place), counts.count(place)])).toEqual([1013, 1013]);
  expect(await counts.count({ ...place, region: Region.parse('eu-west-1') })).toBe(1);
  clock.set('2026-03-02T09:59:59.999Z');
  expect(await counts.count(place)).toBe(1013);
  clock.set('2026-03-02T10:00:00.000Z');
  expect(await counts.count(place)).toBe(1);
});

it('that cannot be had is a fault, and not kept', async () => {
  mock
    .on(DescribeImagesCommand)
    .rejectsOnce(awsError('UnauthorizedOperation', 'no'))
    .resolves({ Images: images(0, 3) });
  const counts = imageCounts(
    () => Promise.resolve(new EC2Client(dummy)),
    handClock('2026-03-01T10:00:00.000Z'),
  );
  await expect(counts.count(place)).rejects.toMatchObject({ name: 'Fault', code: 'UnauthorizedOperation' });
  expect(await counts.count(place)).toBe(3);
});
