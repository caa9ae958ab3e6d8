import type { DescribeRegionsRequest, DescribeRegionsResult } from '@aws-sdk/client-ec2';
import { AwsError, type CallContext } from '../../wire/service.ts';
import { createFilter } from '../filter.ts';
import type { World } from '../world.ts';

/** The regions of the sandbox's organisation; those that the account has switched off only where all are asked for. */
export const describeRegions = (
  world: World,
  input: DescribeRegionsRequest,
  { caller }: CallContext,
): DescribeRegionsResult => {
  const isOff = (name: string): boolean => world.off.has(`${caller.account}/${name}`);
  const wanted: readonly string[] = input.RegionNames ?? world.regions;
  const unknown = wanted.filter((name) => !world.regions.some((region) => region === name));
  if (unknown.length > 0) {
    throw new AwsError('InvalidParameterValue', `Invalid region name: ${unknown.join(', ')}`);
  }
  const regions = wanted.map((name) => ({
    RegionName: name,
    Endpoint: `ec2.${name}.amazonaws.com`,
    OptInStatus: isOff(name) ? 'not-opted-in' : 'opt-in-not-required',
  }));
  const matches = createFilter<(typeof regions)[number]>(
    input.Filters,
    {
      'region-name': ({ RegionName }) => [RegionName],
      endpoint: ({ Endpoint }) => [Endpoint],
      'opt-in-status': ({ OptInStatus }) => [OptInStatus],
    },
    () => ({}),
  );
  const shown = regions.filter(({ RegionName }) => input.AllRegions === true || !isOff(RegionName));
  return { Regions: shown.filter(matches) };
};
