import { AccountId, OrganizationId, Region, UnitId } from '../../model/ids.ts';
import type { Estate, EstateAccount, EstateUnit } from './estate.ts';

const ROOT = 'r-ab12';
const HUB = AccountId.parse('999988887777');
const MANAGEMENT = AccountId.parse('123456789012');
const PARTNER_MANAGEMENT = AccountId.parse('888877776666');

const unit = (id: string, name: string, parent: string): EstateUnit => ({
  unit: UnitId.parse(id),
  name,
  parent,
});

const account = (
  id: string,
  name: string,
  parent: string,
  tags: EstateAccount['tags'] = {},
): EstateAccount => ({
  account: AccountId.parse(id),
  name,
  parent,
  tags,
  active: true,
});

/** The example organisation that the sandbox, the day, the tests and the docs share. */
export const EXAMPLE_ESTATE: Estate = {
  id: OrganizationId.parse('o-exampleorg1'),
  root: ROOT,
  management: MANAGEMENT,
  hub: HUB,
  delegated: [HUB],
  units: [
    unit('ou-ab12-infra001', 'Infrastructure', ROOT),
    unit('ou-ab12-secur001', 'Security', ROOT),
    unit('ou-ab12-workl001', 'Workloads', ROOT),
    unit('ou-ab12-prod0001', 'Prod', 'ou-ab12-workl001'),
    unit('ou-ab12-dev00001', 'Dev', 'ou-ab12-workl001'),
    unit('ou-ab12-sandb001', 'Sandbox', ROOT),
  ],
  accounts: [
    account('111122223333', 'golden-pipeline', 'ou-ab12-infra001'),
    account(HUB, 'security', 'ou-ab12-secur001'),
    account('222233334444', 'web-prod', 'ou-ab12-prod0001', { env: 'prod' }),
    account('333344445555', 'data-prod', 'ou-ab12-prod0001', { env: 'prod' }),
    account('555566667777', 'web-dev', 'ou-ab12-dev00001', { env: 'dev' }),
    account('666677778888', 'playground', 'ou-ab12-sandb001'),
    account(MANAGEMENT, 'management', ROOT),
  ],
  regions: ['us-east-1', 'eu-west-1', 'us-west-2'].map((region) => Region.parse(region)),
  foreign: [
    {
      id: OrganizationId.parse('o-partner1234'),
      management: PARTNER_MANAGEMENT,
      accounts: [PARTNER_MANAGEMENT],
    },
  ],
};
