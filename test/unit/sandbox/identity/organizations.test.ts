import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../../lib/sandbox/organization/generate.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: generateEstate({ accounts: 50, seed: 3 }) });
});
afterAll(() => sandbox.close());

const clientOf = (account: string): OrganizationsClient =>
  new OrganizationsClient({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });
const hub = (): OrganizationsClient => clientOf('999988887777');

describe('AWS Organizations', () => {
  it('describes the organisation to every member', async () => {
    const { Organization } = await clientOf('555566667777').send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({
      Id: 'o-exampleorg1',
      Arn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
      MasterAccountId: '123456789012',
    });
  });

  it('lists accounts to the management account and its delegates alone', async () => {
    await expect(clientOf('123456789012').send(new ListAccountsCommand({}))).resolves.toBeDefined();
    await expect(hub().send(new ListAccountsCommand({}))).resolves.toBeDefined();
    await expect(clientOf('555566667777').send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(clientOf('012345678901').send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
  });

  it('lists accounts in pages', async () => {
    const sizes: number[] = [];
    const ids = new Set<string | undefined>();
    let NextToken: string | undefined;
    do {
      const page = await hub().send(new ListAccountsCommand(NextToken === undefined ? {} : { NextToken }));
      for (const { Id } of page.Accounts ?? []) ids.add(Id);
      sizes.push(page.Accounts?.length ?? 0);
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(sizes).toEqual([20, 20, 11]);
    expect(ids.size).toBe(51);
  });

  it('refuses a token that it did not give', async () => {
    await expect(hub().send(new ListAccountsCommand({ NextToken: 'bm9uc2Vuc2U' }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('tells of the tree', async () => {
    const { Roots } = await hub().send(new ListRootsCommand({}));
    expect(Roots).toMatchObject([{ Id: 'r-ab12', Name: 'Root' }]);
    const { OrganizationalUnits } = await hub().send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: 'ou-ab12-workl001' }),
    );
    expect(OrganizationalUnits).toEqual([
      {
        Id: 'ou-ab12-prod0001',
        Arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
        Name: 'Prod',
      },
      {
        Id: 'ou-ab12-dev00001',
        Arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-dev00001',
        Name: 'Dev',
      },
    ]);
    const { Parents } = await hub().send(new ListParentsCommand({ ChildId: '222233334444' }));
    expect(Parents).toEqual([{ Id: 'ou-ab12-prod0001', Type: 'ORGANIZATIONAL_UNIT' }]);
    const top = await hub().send(new ListParentsCommand({ ChildId: 'ou-ab12-workl001' }));
    expect(top.Parents).toEqual([{ Id: 'r-ab12', Type: 'ROOT' }]);
    const { Accounts } = await hub().send(new ListAccountsForParentCommand({ ParentId: 'r-ab12' }));
    expect(Accounts?.map(({ Id }) => Id)).toEqual(['123456789012']);
    const { Children } = await hub().send(
      new ListChildrenCommand({ ParentId: 'ou-ab12-infra001', ChildType: 'ACCOUNT' }),
    );
    expect(Children).toEqual([{ Id: '111122223333', Type: 'ACCOUNT' }]);
    const { OrganizationalUnit } = await hub().send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-ab12-secur001' }),
    );
    expect(OrganizationalUnit?.Name).toBe('Security');
  });

  it('tells of an account and its tags', async () => {
    const { Account } = await hub().send(new DescribeAccountCommand({ AccountId: '222233334444' }));
    expect(Account).toMatchObject({ Name: 'web-prod', Status: 'ACTIVE' });
    const { Tags } = await hub().send(new ListTagsForResourceCommand({ ResourceId: '222233334444' }));
    expect(Tags).toEqual([{ Key: 'env', Value: 'prod' }]);
  });

  it.each([
    [new DescribeAccountCommand({ AccountId: '012345678901' }), 'AccountNotFoundException'],
    [new ListTagsForResourceCommand({ ResourceId: '012345678901' }), 'TargetNotFoundException'],
    [new ListParentsCommand({ ChildId: '012345678901' }), 'ChildNotFoundException'],
    [new ListAccountsForParentCommand({ ParentId: 'ou-ab12-nowhere1' }), 'ParentNotFoundException'],
    [
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-ab12-nowhere1' }),
      'OrganizationalUnitNotFoundException',
    ],
  ])('refuses what is not there: %#', async (command, name) => {
    await expect(hub().send(command as ListTagsForResourceCommand)).rejects.toMatchObject({ name });
  });

  it('shows a move at once', async () => {
    const account = sandbox.organization.account('666677778888');
    if (account === null) throw new Error('the example has this account');
    sandbox.organization.putAccount({ ...account, parent: 'ou-ab12-prod0001', active: false });
    const { Parents } = await hub().send(new ListParentsCommand({ ChildId: '666677778888' }));
    expect(Parents).toEqual([{ Id: 'ou-ab12-prod0001', Type: 'ORGANIZATIONAL_UNIT' }]);
    const { Account } = await hub().send(new DescribeAccountCommand({ AccountId: '666677778888' }));
    expect(Account?.Status).toBe('SUSPENDED');
    expect(sandbox.organization.membership('666677778888')?.unitArns).toEqual([
      'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
      'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-workl001',
    ]);
  });
});
