import * as organizations from '@aws-sdk/client-organizations';
import type {
  Account,
  Child,
  DescribeAccountRequest,
  DescribeOrganizationalUnitRequest,
  ListAccountsForParentRequest,
  ListAccountsRequest,
  ListChildrenRequest,
  ListOrganizationalUnitsForParentRequest,
  ListParentsRequest,
  ListRootsRequest,
  ListTagsForResourceRequest,
  Organization,
  OrganizationalUnit,
} from '@aws-sdk/client-organizations';
import type { EstateAccount, EstateUnit } from '../organization/estate.ts';
import type { SandboxOrganization } from '../organization/organization.ts';
import { AwsError, type CallContext, type Operation, type ServiceDefinition } from '../wire/service.ts';
import { pageOf } from './page.ts';

const JOINED = new Date('2024-02-01T09:00:00Z');
const PAGES = { most: 20, invalidToken: 'InvalidInputException' };

/** AWS Organizations, the reading part, for the management account and the delegated administrators. */
export const organizationsService = (organization: SandboxOrganization): ServiceDefinition => {
  const reader = new Reader(organization);
  const guarded =
    (read: (input: never) => object): Operation =>
    (input, { caller }) => {
      refuseStranger(organization, caller.account);
      refuseMember(organization, caller.account);
      return read(input);
    };
  return {
    signingName: 'organizations',
    protocol: 'awsJson1_1',
    apiVersion: '2016-11-28',
    xmlNamespace: '',
    schemas: organizations,
    operations: {
      // The one call that every member account may make.
      DescribeOrganization: (_input: object, { caller }: CallContext) => {
        refuseStranger(organization, caller.account);
        return { Organization: reader.organization() };
      },
      ListRoots: guarded((input: ListRootsRequest) => reader.roots(input)),
      ListAccounts: guarded((input: ListAccountsRequest) => reader.accounts(input)),
      ListAccountsForParent: guarded((input: ListAccountsForParentRequest) => reader.accountsFor(input)),
      ListOrganizationalUnitsForParent: guarded((input: ListOrganizationalUnitsForParentRequest) =>
        reader.unitsFor(input),
      ),
      ListParents: guarded((input: ListParentsRequest) => reader.parents(input)),
      ListChildren: guarded((input: ListChildrenRequest) => reader.children(input)),
      DescribeAccount: guarded(({ AccountId: id = '' }: DescribeAccountRequest) => ({
        Account: reader.account(reader.member(id, 'AccountNotFoundException')),
      })),
      DescribeOrganizationalUnit: guarded((input: DescribeOrganizationalUnitRequest) => ({
        OrganizationalUnit: reader.describeUnit(input.OrganizationalUnitId ?? ''),
      })),
      ListTagsForResource: guarded((input: ListTagsForResourceRequest) => reader.tags(input)),
    },
  };
};

const refuseStranger = (organization: SandboxOrganization, account: string): void => {
  if (organization.account(account) !== null) return;
  throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
};

const refuseMember = (organization: SandboxOrganization, account: string): void => {
  if (account === organization.management) return;
  if ([...organization.delegated].some((delegate) => delegate === account)) return;
  throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
};

class Reader {
  private readonly world: SandboxOrganization;

  constructor(world: SandboxOrganization) {
    this.world = world;
  }

  organization(): Organization {
    const { id, arn, management } = this.world;
    return {
      Id: id,
      Arn: arn,
      FeatureSet: 'ALL',
      MasterAccountId: management,
      MasterAccountArn: `arn:aws:organizations::${management}:account/${id}/${management}`,
      MasterAccountEmail: 'management@example.com',
    };
  }

  roots(input: ListRootsRequest): object {
    const { id, root, management } = this.world;
    const Arn = `arn:aws:organizations::${management}:root/${id}/${root}`;
    const { items, next } = pageOf([{ Id: root, Arn, Name: 'Root', PolicyTypes: [] }], input, PAGES);
    return { Roots: items, ...next };
  }

  accounts(input: ListAccountsRequest): object {
    const { items, next } = pageOf(this.world.accounts(), input, PAGES);
    return { Accounts: items.map((member) => this.account(member)), ...next };
  }

  accountsFor(input: ListAccountsForParentRequest): object {
    const { items, next } = pageOf(this.accountsIn(this.parent(input.ParentId)), input, PAGES);
    return { Accounts: items.map((member) => this.account(member)), ...next };
  }

  unitsFor(input: ListOrganizationalUnitsForParentRequest): object {
    const { items, next } = pageOf(this.unitsIn(this.parent(input.ParentId)), input, PAGES);
    return { OrganizationalUnits: items.map((unit) => this.unit(unit)), ...next };
  }

  parents(input: ListParentsRequest): object {
    const { ChildId: child = '' } = input;
    const id = this.world.account(child)?.parent ?? this.world.unit(child)?.parent;
    if (id === undefined)
      throw new AwsError('ChildNotFoundException', 'You specified a child that does not exist.');
    const parent = { Id: id, Type: id === this.world.root ? 'ROOT' : 'ORGANIZATIONAL_UNIT' };
    const { items, next } = pageOf([parent], input, PAGES);
    return { Parents: items, ...next };
  }

  children(input: ListChildrenRequest): object {
    const parent = this.parent(input.ParentId);
    const all: Child[] =
      input.ChildType === 'ACCOUNT'
        ? this.accountsIn(parent).map(({ account }) => ({ Id: account, Type: 'ACCOUNT' }))
        : this.unitsIn(parent).map(({ unit }) => ({ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }));
    const { items, next } = pageOf(all, input, PAGES);
    return { Children: items, ...next };
  }

  tags(input: ListTagsForResourceRequest): object {
    const { ResourceId: id = '' } = input;
    const tags =
      this.world.unit(id) === null && id !== this.world.root
        ? this.member(id, 'TargetNotFoundException').tags
        : {};
    const all = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const { items, next } = pageOf(all, input, { ...PAGES, most: 50 });
    return { Tags: items, ...next };
  }

  member(id: string, code: string): EstateAccount {
    const found = this.world.account(id);
    if (found === null) throw new AwsError(code, `You specified an account that doesn't exist: ${id}`);
    return found;
  }

  describeUnit(id: string): OrganizationalUnit {
    const found = this.world.unit(id);
    if (found !== null) return this.unit(found);
    throw new AwsError(
      'OrganizationalUnitNotFoundException',
      'You specified an organizational unit that does not exist.',
    );
  }

  account({ account, name, active }: EstateAccount): Account {
    const { id, management } = this.world;
    return {
      Id: account,
      Arn: `arn:aws:organizations::${management}:account/${id}/${account}`,
      Email: `${name}@example.com`,
      Name: name,
      Status: active ? 'ACTIVE' : 'SUSPENDED',
      State: active ? 'ACTIVE' : 'SUSPENDED',
      JoinedMethod: account === management ? 'INVITED' : 'CREATED',
      JoinedTimestamp: JOINED,
    };
  }

  private unit({ unit, name }: EstateUnit): OrganizationalUnit {
    return { Id: unit, Arn: this.world.unitArn(unit), Name: name };
  }

  private parent(id = ''): string {
    if (id === this.world.root || this.world.unit(id) !== null) return id;
    throw new AwsError('ParentNotFoundException', 'You specified a parent that does not exist.');
  }

  private accountsIn(parent: string): readonly EstateAccount[] {
    return this.world.accounts().filter((member) => member.parent === parent);
  }

  private unitsIn(parent: string): readonly EstateUnit[] {
    return this.world.units().filter((unit) => unit.parent === parent);
  }
}
