import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import type { Ancestor, Ancestry } from '../model/facts.ts';
import { Fault } from '../model/fault.ts';
import { Region, type AccountId } from '../model/ids.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault, present } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { allPages } from './pages.ts';

const OPERATION = 'DescribeImages';

// Ancestors lie in one or two regions as a rule.
const AT_ONCE = 5;

/** Owners by image id. By a filter: of ids that are gone, `ImageIds` would make one refusal of the whole. */
const ownersIn = async (
  clients: Ec2Clients,
  account: AccountId,
  region: Region,
  images: readonly string[],
): Promise<readonly (readonly [string, string])[]> => {
  try {
    const client = await clients(account, region);
    return await allPages(
      (token) =>
        asFault(
          OPERATION,
          client.send(
            new DescribeImagesCommand({
              Filters: [{ Name: 'image-id', Values: [...images] }],
              IncludeDeprecated: true,
              IncludeDisabled: true,
              MaxResults: 1000,
              ...token,
            }),
          ),
        ),
      ({ Images }) =>
        present(OPERATION, 'imagesSet', Images).map(
          ({ ImageId, OwnerId }) => [ImageId ?? '', OwnerId ?? ''] as const,
        ),
    );
  } catch (fault) {
    // A region that the organisation has closed leaves those owners unknown, and the rest of the ancestry as it is.
    if (fault instanceof Fault && !fault.retryable) return [];
    throw fault;
  }
};

/** The ancestry with the accounts of those ancestors that have no alias and are there to be seen. Rejects with a passing `Fault`. */
export const withOwners = async (
  clients: Ec2Clients,
  account: AccountId,
  ancestry: Ancestry,
): Promise<Ancestry> => {
  const byRegion = new Map<Region, Ancestor[]>();
  for (const ancestor of ancestry.ancestors) {
    const region = Region.safeParse(ancestor.region);
    if (ancestor.owner !== null || !region.success) continue;
    byRegion.set(region.data, [...(byRegion.get(region.data) ?? []), ancestor]);
  }
  const told = await fewAtATime([...byRegion], AT_ONCE, ([region, ancestors]) =>
    ownersIn(
      clients,
      account,
      region,
      ancestors.map(({ image }) => image),
    ),
  );
  const owners = new Map(told.flat());
  return {
    ...ancestry,
    ancestors: ancestry.ancestors.map((ancestor) => {
      const owner = owners.get(ancestor.image) ?? '';
      return ancestor.owner === null && owner !== '' ? { ...ancestor, owner } : ancestor;
    }),
  };
};
