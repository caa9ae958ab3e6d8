import { AccountId, Region } from '../../model/ids.ts';
import { randomText, seededRandom, type Random } from '../random.ts';
import type { Estate, EstateAccount } from './estate.ts';
import { EXAMPLE_ESTATE } from './example.ts';

/** How large the estate is to be. Accounts do not count the management account. */
export interface EstateSize {
  readonly accounts?: number;
  readonly regions?: number;
  readonly seed?: number;
}

// Regions that are on in every account (AWS account management guide, "Regions"), the example's first.
const REGIONS = [
  'us-east-1',
  'eu-west-1',
  'us-west-2',
  'us-east-2',
  'us-west-1',
  'eu-central-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ca-central-1',
  'sa-east-1',
].map((region) => Region.parse(region));

const KINDS = [
  { kind: 'prod', unit: 'ou-ab12-prod0001', tags: { env: 'prod' } },
  { kind: 'dev', unit: 'ou-ab12-dev00001', tags: { env: 'dev' } },
  { kind: 'sandbox', unit: 'ou-ab12-sandb001', tags: {} },
] as const;

// The owner of the images and the hub: without them there is nothing to watch and nobody to do it.
const FEWEST_ACCOUNTS = 2;

/**
 * The example organisation, cut down or grown to a size: its own accounts first, then generated ones, named by the seed.
 * Throws RangeError for fewer than 2 accounts, or regions other than 1 to 17.
 */
export const generateEstate = (size: EstateSize = {}): Estate => {
  const members = EXAMPLE_ESTATE.accounts.filter(({ account }) => account !== EXAMPLE_ESTATE.management);
  const management = EXAMPLE_ESTATE.accounts.filter(({ account }) => account === EXAMPLE_ESTATE.management);
  const { accounts = members.length, regions = EXAMPLE_ESTATE.regions.length, seed = 1 } = size;
  if (accounts < FEWEST_ACCOUNTS) {
    throw new RangeError(
      `an estate has at least ${String(FEWEST_ACCOUNTS)} accounts: one to watch, and the hub`,
    );
  }
  if (regions < 1 || regions > REGIONS.length) {
    throw new RangeError(`an estate has 1 to ${String(REGIONS.length)} regions`);
  }
  const more = generateAccounts(Math.max(accounts - members.length, 0), seededRandom(seed));
  return {
    ...EXAMPLE_ESTATE,
    accounts: [...members.slice(0, accounts), ...more, ...management],
    regions: REGIONS.slice(0, regions),
  };
};

const generateAccounts = (count: number, random: Random): readonly EstateAccount[] => {
  const taken = new Set<string>([
    ...EXAMPLE_ESTATE.accounts.map(({ account }) => account),
    ...EXAMPLE_ESTATE.foreign.flatMap((foreign) => foreign.accounts),
    ...OUTSIDERS,
  ]);
  return Array.from({ length: count }, (_, index) => {
    const { kind, unit, tags } = KINDS[Math.floor(random() * KINDS.length)] ?? KINDS[0];
    return {
      account: freeId(taken, random),
      name: `${kind}-${String(index + 1).padStart(5, '0')}`,
      parent: unit,
      tags,
      active: true,
    };
  });
};

// Partners and the stranger of the example: they have to stay outside.
const OUTSIDERS = ['444455556666', '777788889999', '012345678901'];

const freeId = (taken: Set<string>, random: Random): AccountId => {
  for (;;) {
    const id = randomText(random, 12, '0123456789');
    if (taken.has(id)) continue;
    taken.add(id);
    return AccountId.parse(id);
  }
};
