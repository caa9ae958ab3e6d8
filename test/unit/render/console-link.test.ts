import { expect, it } from 'vitest';
import { ImageId, InstanceId, Region } from '../../../lib/model/ids.ts';
import { consoleLink } from '../../../lib/render/console-link.ts';
import { record } from './sample-record.ts';

it.each([
  ['eu-west-1', 'https://console.aws.amazon.com/ec2/home?region=eu-west-1#ImageDetails:imageId=ami-12345678'],
  ['cn-north-1', 'https://console.amazonaws.cn/ec2/home?region=cn-north-1#ImageDetails:imageId=ami-12345678'],
  [
    'us-gov-west-1',
    'https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#ImageDetails:imageId=ami-12345678',
  ],
])('the link of an image in %s leads to the console of its partition', (region, expected) => {
  const { account } = record().finding.ref;
  const ref = { account, region: Region.parse(region), image: ImageId.parse('ami-12345678') };
  expect(consoleLink(ref)).toBe(expected);
});

it('of an instance it leads there, and of an account-region to the settings of EC2', () => {
  const { account } = record().finding.ref;
  const place = { account, region: Region.parse('eu-west-1') };
  expect(consoleLink({ ...place, instance: InstanceId.parse('i-0a1b2c3d4e5f60718') })).toBe(
    'https://console.aws.amazon.com/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-0a1b2c3d4e5f60718',
  );
  expect(consoleLink(place)).toBe('https://console.aws.amazon.com/ec2/home?region=eu-west-1#Settings:');
});
