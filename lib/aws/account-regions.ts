import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { Region } from '../model/ids.ts';
import type { AccountRegions } from '../ports/account-regions.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault, present } from './faults.ts';

/** The regions by DescribeRegions, asked in each account itself, in `region`: only the account's own view says what it opted in to. */
export const accountRegions = (clients: Ec2Clients, region: Region): AccountRegions => ({
  of: async (account) => {
    const client = await clients(account, region);
    const command = new DescribeRegionsCommand({ AllRegions: true });
    const { Regions } = await asFault('DescribeRegions', client.send(command));
    return present('DescribeRegions', 'Regions', Regions).flatMap(({ RegionName, OptInStatus }) => {
      const known = Region.safeParse(RegionName);
      if (!known.success) return [];
      const enabled = OptInStatus !== 'not-opted-in';
      return [{ region: known.data, enabled, byDefault: OptInStatus === 'opt-in-not-required' }];
    });
  },
});
