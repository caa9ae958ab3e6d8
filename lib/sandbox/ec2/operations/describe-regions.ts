import type { DescribeRegionsRequest, DescribeRegionsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../../wire/service.ts';
import { createFilter } from '../filter.ts';
import type { World } from '../world.ts';

/** The regions of the sandbox's organisation, none of which has to be opted in to. */
export const describeRegions = (world: World, input: DescribeRegionsRequest): DescribeRegionsResult => {
  const wanted: readonly string[] = input.RegionNames ?? world.regions;
  const unknown = wanted.filter((name) => !world.regions.some((region) => region === name));
  if (unknown.length > 0) {
    throw new AwsError('InvalidParameterValue', `Invalid region name: ${unknown.join(', ')}`);
  }
  const regions = wanted.map((name) => ({
    RegionName: name,
    Endpoint: `ec2.${name}.amazonaws.com`,
    OptInStatus: 'opt-in-not-required',
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
  return { Regions: regions.filter(matches) };
};
