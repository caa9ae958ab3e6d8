import {
  DescribeOrganizationCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  type Account,
  type OrganizationalUnit,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type * as z from 'zod/mini';
import { Fault } from '../model/fault.ts';
import { AccountId, OrganizationId, UnitId } from '../model/ids.ts';
import type { Organization, OrganizationAccount, OrganizationUnit } from '../model/organization.ts';
import { asFault, present } from './faults.ts';

/** An account's tags by key. */
export type AccountTags = Readonly<Record<string, string>>;

/** A place in the tree: a root or a unit, with the units from it upwards and its path. */
interface Parent {
  readonly id: string;
  readonly units: readonly UnitId[];
  readonly path: string;
}

interface Members {
  readonly accounts: readonly OrganizationAccount[];
  readonly units: readonly OrganizationUnit[];
}

const parse = <T>(operation: string, schema: z.ZodMiniType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Fault(operation, 'UnknownShape', `unexpected ${JSON.stringify(value)}`, { retryable: false });
};

/** All pages. Organizations answers empty pages with a token, so only the token says when it is over. */
const pages = async <Page extends { NextToken?: string | undefined }>(
  next: (token: { NextToken?: string }) => Promise<Page>,
): Promise<readonly Page[]> => {
  const all: Page[] = [];
  let token: string | undefined;
  do {
    const page = await next(token === undefined ? {} : { NextToken: token });
    all.push(page);
    token = page.NextToken;
  } while (token);
  return all;
};

/** The tags of one account, all pages. Rejects with `Fault`. */
export const readAccountTags = async (client: OrganizationsClient, id: AccountId): Promise<AccountTags> => {
  const answers = await pages((token) =>
    asFault('ListTagsForResource', client.send(new ListTagsForResourceCommand({ ResourceId: id, ...token }))),
  );
  const tags = answers.flatMap((answer) => present('ListTagsForResource', 'Tags', answer.Tags));
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
};

const accountOf = (parent: Parent, account: Account): OrganizationAccount => {
  const id = parse('ListAccountsForParent', AccountId, account.Id);
  return {
    account: id,
    name: account.Name ?? '',
    // `State` takes the place of `Status`, which AWS retires in September 2026; emulators know the latter alone.
    active: (account.State ?? account.Status) === 'ACTIVE',
    units: parent.units,
    path: parent.path,
    tags: {},
  };
};

const accountsIn = async (
  client: OrganizationsClient,
  parent: Parent,
): Promise<readonly OrganizationAccount[]> => {
  const answers = await pages((token) =>
    asFault(
      'ListAccountsForParent',
      client.send(new ListAccountsForParentCommand({ ParentId: parent.id, ...token })),
    ),
  );
  return answers
    .flatMap((answer) => present('ListAccountsForParent', 'Accounts', answer.Accounts))
    .map((account) => accountOf(parent, account));
};

const unitsIn = async (
  client: OrganizationsClient,
  parent: Parent,
): Promise<readonly OrganizationalUnit[]> => {
  const answers = await pages((token) =>
    asFault(
      'ListOrganizationalUnitsForParent',
      client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: parent.id, ...token })),
    ),
  );
  return answers.flatMap((answer) =>
    present('ListOrganizationalUnitsForParent', 'OrganizationalUnits', answer.OrganizationalUnits),
  );
};

/** What lies under a parent, one call after the other: Organizations throttles at some 5 to 8 calls a second. */
const membersBelow = async (client: OrganizationsClient, parent: Parent): Promise<Members> => {
  const accounts = [...(await accountsIn(client, parent))];
  const units: OrganizationUnit[] = [];
  for (const { Id, Name } of await unitsIn(client, parent)) {
    const unit = parse('ListOrganizationalUnitsForParent', UnitId, Id);
    const name = Name ?? unit;
    const path = `${parent.path}/${name}`;
    const below = await membersBelow(client, { id: unit, units: [unit, ...parent.units], path });
    units.push({ unit, name, path }, ...below.units);
    accounts.push(...below.accounts);
  }
  return { accounts, units };
};

/** The whole organisation, from its roots down, without tags. Rejects with `Fault`: half a tree is none. */
export const walkOrganization = async (
  client: OrganizationsClient,
  observedAt: string,
): Promise<Organization> => {
  const described = await asFault('DescribeOrganization', client.send(new DescribeOrganizationCommand({})));
  const roots = await pages((token) => asFault('ListRoots', client.send(new ListRootsCommand(token))));
  const members: Members[] = [];
  for (const root of roots.flatMap((answer) => present('ListRoots', 'Roots', answer.Roots))) {
    members.push(await membersBelow(client, { id: root.Id ?? '', units: [], path: root.Name ?? 'Root' }));
  }
  return {
    id: parse('DescribeOrganization', OrganizationId, described.Organization?.Id),
    managementAccount: parse('DescribeOrganization', AccountId, described.Organization?.MasterAccountId),
    observedAt,
    accounts: members.flatMap(({ accounts }) => accounts),
    units: members.flatMap(({ units }) => units),
  };
};
