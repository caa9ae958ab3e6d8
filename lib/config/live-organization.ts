import { DescribeOrganizationCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import { asFault } from '../aws/faults.ts';
import { readAccountTags, walkOrganization } from '../aws/organization-walk.ts';
import { Fault } from '../model/fault.ts';
import { AccountId, OrganizationId } from '../model/ids.ts';
import type { Organization } from '../model/organization.ts';
import type { Clock } from '../ports/clock.ts';

/** An organisation, and what could not be known of it. `knowsMembers`: whether its accounts and units were read. */
export interface SeenOrganization {
  readonly organization: Organization;
  readonly problems: readonly string[];
  readonly knowsMembers: boolean;
}

/** The organisation as far as a client's credentials may see it, and in `problems` what could not be known, a sentence each. Never rejects. */
export const readOrganization = async (
  client: OrganizationsClient,
  account: AccountId,
  withTags: boolean,
  clock: Clock,
): Promise<SeenOrganization> => {
  const observedAt = clock.now().toISOString();
  try {
    const organization = await walkOrganization(client, observedAt);
    return withTags
      ? await tagged(client, organization, account)
      : { organization, problems: [], knowsMembers: true };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (fault.code === 'AWSOrganizationsNotInUseException') return alone(account, observedAt);
    const organization = await described(client, observedAt);
    const problem =
      `the accounts and units of the organisation could not be read (${fault.message}): who belongs to it cannot be told, nor scopes by ` +
      'unit or account tag; --organization names them';
    return { organization, problems: [problem], knowsMembers: false };
  }
};

/** An account without its tags would look like one that has none: it is left out then, so that what asks for them cannot be told. */
const tagged = async (
  client: OrganizationsClient,
  organization: Organization,
  account: AccountId,
): Promise<SeenOrganization> => {
  const { accounts } = organization;
  try {
    const tags = await readAccountTags(client, account);
    const known = accounts.map((one) => (one.account === account ? { ...one, tags } : one));
    return { organization: { ...organization, accounts: known }, problems: [], knowsMembers: true };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const others = accounts.filter((one) => one.account !== account);
    const problem = `the tags of account ${account} could not be read (${fault.message}): scopes that ask for them cannot be told`;
    return { organization: { ...organization, accounts: others }, problems: [problem], knowsMembers: true };
  }
};

/** Stands for an organisation whose id could not be read. */
export const NO_ORGANIZATION = OrganizationId.parse('o-0000000000');

const NOBODY = {
  id: NO_ORGANIZATION,
  managementAccount: AccountId.parse('000000000000'),
};

/** An account of no organisation: everybody else is a stranger, and that is all there is to know. */
const alone = (account: AccountId, observedAt: string): SeenOrganization => ({
  organization: {
    ...NOBODY,
    observedAt,
    accounts: [{ account, name: '', active: true, units: [], path: 'Root', tags: {} }],
    units: [],
  },
  problems: [],
  knowsMembers: true,
});

/** Every member may ask which organisation it is in, if little else. */
const described = async (client: OrganizationsClient, observedAt: string): Promise<Organization> => {
  const nothing = { observedAt, accounts: [], units: [] };
  try {
    const { Organization: told } = await asFault(
      'DescribeOrganization',
      client.send(new DescribeOrganizationCommand({})),
    );
    const id = OrganizationId.parse(told?.Id);
    return { ...nothing, id, managementAccount: AccountId.parse(told?.MasterAccountId) };
  } catch {
    return { ...nothing, ...NOBODY };
  }
};

/** The organisation for an account, read once for each; `given` in the place of all reading. `problems`: of what was read so far. */
export const membersOf = (
  given: Organization | undefined,
  read: (account: AccountId) => Promise<SeenOrganization>,
): {
  readonly read: (account: AccountId) => Promise<SeenOrganization>;
  readonly problems: () => readonly string[];
} => {
  const known = new Map<AccountId, Promise<SeenOrganization>>();
  const problems = new Set<string>();
  const load = async (account: AccountId): Promise<SeenOrganization> => {
    if (given !== undefined) return { organization: given, problems: [], knowsMembers: true };
    const seen = await read(account);
    for (const problem of seen.problems) problems.add(problem);
    return seen;
  };
  return {
    read: (account) => {
      const reading = known.get(account) ?? load(account);
      known.set(account, reading);
      return reading;
    },
    problems: () => [...problems],
  };
};
