import type { Datum } from '../../lib/model/image.ts';
import type { KeyFacts } from '../../lib/model/key-facts.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import type { StoredKey } from '../../lib/sandbox/ec2/keys.ts';
import type { World } from '../../lib/sandbox/ec2/world.ts';

const OWNER = '111122223333';
const NAME = 'alias/copies';

/** The key of encrypted copies as a policy names it: each region has one. */
export const COPY_KEY = `arn:aws:kms:{region}:${OWNER}:${NAME}`;

const REGIONS = ['us-east-1', 'eu-west-1'] as const;

const keyOf = (region: Region, enabled: boolean): StoredKey => ({
  arn: `arn:aws:kms:${region}:${OWNER}:key/0ccccccc-1111-4222-8333-444444444444`,
  account: AccountId.parse(OWNER),
  region,
  aliases: [NAME],
  managed: false,
  enabled,
  users: [],
  organization: 'o-exampleorg1',
});

/** Lets the whole organisation use it, or nobody. */
export const switchCopyKey = (world: World, enabled: boolean): void => {
  for (const region of REGIONS) world.keys.put(keyOf(Region.parse(region), enabled));
};

/** The key as KMS tells of it. Who is let in on a copy has to be let in on the key: one account of the organisation, and a partner. */
export const copyKeyFacts = (world: World, region: Region): Datum<KeyFacts> => {
  const { arn } = keyOf(region, true);
  const Principal = { AWS: [OWNER, '222233334444', '777788889999'].map((one) => `arn:aws:iam::${one}:root`) };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }];
  return {
    kind: 'known',
    value: {
      arn,
      state: world.keys.get(arn)?.enabled === true ? 'Enabled' : 'Disabled',
      manager: 'CUSTOMER',
      policy: { kind: 'known', value: JSON.stringify({ Statement }) },
      grants: { kind: 'known', value: [] },
    },
  };
};
