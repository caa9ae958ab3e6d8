import 'aws-sdk-client-mock-vitest/extend';
import {
  DescribeOrganizationCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { organizations, type OrganizationStore } from '../../../lib/aws/organizations.ts';
import { AccountId } from '../../../lib/model/ids.ts';
import type { Organization } from '../../../lib/model/organization.ts';
import { organizationOf } from '../../contract/inventory-samples.ts';
import { awsError, dummy, handClock } from './mocks.ts';

const WEB_PROD = AccountId.parse('222233334444');
const mock = mockClient(OrganizationsClient);
const client = new OrganizationsClient(dummy);
const source = (
  clock = handClock('2026-03-01T10:00:00.000Z'),
  withTags = false,
): ReturnType<typeof organizations> =>
  organizations({ client, clock, withTags: () => Promise.resolve(withTags) });

const throttled = awsError('TooManyRequestsException', 'slower');

beforeEach(() => {
  mock.reset();
  mock
    .on(DescribeOrganizationCommand)
    .resolves({ Organization: { Id: 'o-exampleorg1', MasterAccountId: '123456789012' } })
    .on(ListRootsCommand)
    .resolves({ Roots: [{ Id: 'r-ab12', Name: 'Root' }] })
    .on(ListAccountsForParentCommand)
    .resolves({ Accounts: [] })
    .on(ListAccountsForParentCommand, { ParentId: 'r-ab12' })
    .resolves({ Accounts: [{ Id: '123456789012', Name: 'management', State: 'ACTIVE' }] })
    .on(ListAccountsForParentCommand, { ParentId: 'ou-ab12-prod0001' })
    .resolves({ Accounts: [{ Id: '222233334444', Name: 'web-prod', State: 'ACTIVE' }], NextToken: 'more' })
    .on(ListAccountsForParentCommand, { ParentId: 'ou-ab12-prod0001', NextToken: 'more' })
    .resolves({ Accounts: [], NextToken: 'still more' })
    .on(ListAccountsForParentCommand, { ParentId: 'ou-ab12-prod0001', NextToken: 'still more' })
    .resolves({
      Accounts: [
        { Id: '333344445555', Name: 'data-prod', State: 'SUSPENDED', Status: 'ACTIVE' },
        { Id: '012345678901', Name: 'old', Status: 'ACTIVE' },
      ],
    })
    .on(ListOrganizationalUnitsForParentCommand)
    .resolves({ OrganizationalUnits: [] })
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'r-ab12' })
    .resolves({
      OrganizationalUnits: [{ Id: 'ou-ab12-secur001', Name: 'Security' }],
      NextToken: 'more',
    })
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'r-ab12', NextToken: 'more' })
    .resolves({ OrganizationalUnits: [{ Id: 'ou-ab12-workl001', Name: 'Workloads' }] })
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'ou-ab12-workl001' })
    .resolves({ OrganizationalUnits: [{ Id: 'ou-ab12-prod0001', Name: 'Prod' }] });
});

describe('the organisation', () => {
  it('is walked from its root, all pages of it', async () => {
    const prod = {
      active: true,
      units: ['ou-ab12-prod0001', 'ou-ab12-workl001'],
      path: 'Root/Workloads/Prod',
      tags: {},
    };
    expect(await source().organization(null)).toEqual({
      id: 'o-exampleorg1',
      managementAccount: '123456789012',
      observedAt: '2026-03-01T10:00:00.000Z',
      accounts: [
        { account: '123456789012', name: 'management', active: true, units: [], path: 'Root', tags: {} },
        { ...prod, account: '222233334444', name: 'web-prod' },
        { ...prod, account: '333344445555', name: 'data-prod', active: false },
        { ...prod, account: '012345678901', name: 'old' },
      ],
      units: [
        { unit: 'ou-ab12-secur001', name: 'Security', path: 'Root/Security' },
        { unit: 'ou-ab12-workl001', name: 'Workloads', path: 'Root/Workloads' },
        { unit: 'ou-ab12-prod0001', name: 'Prod', path: 'Root/Workloads/Prod' },
      ],
    });
    expect(mock).not.toHaveReceivedCommand(ListTagsForResourceCommand);
  });

  it('comes with the tags of the account that is asked for, where tags are, and of no other', async () => {
    mock
      .on(ListTagsForResourceCommand, { ResourceId: '222233334444' })
      .resolves({ Tags: [{ Key: 'env', Value: 'prod' }], NextToken: 'more' })
      .on(ListTagsForResourceCommand, { ResourceId: '222233334444', NextToken: 'more' })
      .resolves({ Tags: [{ Key: 'team', Value: 'web' }] });
    const walked = source(undefined, true);
    const [once, again] = [await walked.organization(WEB_PROD), await walked.organization(WEB_PROD)];
    expect(again).toEqual(once);
    expect(once.accounts.map(({ account, tags }) => [account, tags])).toEqual([
      ['123456789012', {}],
      ['222233334444', { env: 'prod', team: 'web' }],
      ['333344445555', {}],
      ['012345678901', {}],
    ]);
    expect(mock).toHaveReceivedCommandTimes(ListTagsForResourceCommand, 2);
    expect(mock).toHaveReceivedCommandTimes(DescribeOrganizationCommand, 1);
  });

  it('comes with tags as soon as they are asked for', async () => {
    mock.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: 'env', Value: 'prod' }] });
    let withTags = false;
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const walked = organizations({ client, clock, withTags: () => Promise.resolve(withTags) });
    const tags = async (): Promise<unknown> => (await walked.organization(WEB_PROD)).accounts[1]?.tags;
    expect(await tags()).toEqual({});
    withTags = true;
    expect(await tags()).toEqual({ env: 'prod' });
  });

  it('is a fault when the tags that are asked for cannot be read', async () => {
    mock.on(ListTagsForResourceCommand).rejects(throttled);
    await expect(source(undefined, true).organization(WEB_PROD)).rejects.toMatchObject({
      operation: 'ListTagsForResource',
      retryable: true,
    });
  });

  it('has no tags of an account that is not in it', async () => {
    const stranger = AccountId.parse('999999999999');
    expect((await source(undefined, true).organization(stranger)).accounts).toHaveLength(4);
    expect(mock).not.toHaveReceivedCommand(ListTagsForResourceCommand);
  });

  it('is walked again after a quarter of an hour', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const walked = source(clock);
    await Promise.all([walked.organization(null), walked.organization(null)]);
    clock.set('2026-03-01T10:14:59.999Z');
    expect((await walked.organization(null)).observedAt).toBe('2026-03-01T10:00:00.000Z');
    expect(mock).toHaveReceivedCommandTimes(DescribeOrganizationCommand, 1);
    clock.set('2026-03-01T10:15:00.000Z');
    expect((await walked.organization(null)).observedAt).toBe('2026-03-01T10:15:00.000Z');
  });

  it('as it last was stands in for 24 hours, its age told, and then no longer', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const walked = source(clock);
    await walked.organization(null);
    mock.on(ListAccountsForParentCommand, { ParentId: 'ou-ab12-prod0001' }).rejects(throttled);
    clock.set('2026-03-02T09:59:59.999Z');
    expect((await walked.organization(null)).observedAt).toBe('2026-03-01T10:00:00.000Z');
    clock.set('2026-03-02T10:00:00.000Z');
    await expect(walked.organization(null)).rejects.toMatchObject({
      operation: 'ListAccountsForParent',
      code: 'TooManyRequestsException',
      retryable: true,
    });
  });

  it('is a fault when it was never read', async () => {
    mock.on(DescribeOrganizationCommand).rejects(awsError('AWSOrganizationsNotInUseException', 'no'));
    await expect(source().organization(null)).rejects.toMatchObject({
      operation: 'DescribeOrganization',
      retryable: false,
    });
  });

  it.each([
    ['an account id that is none', { Accounts: [{ Id: '12345678901' }] }],
    ['no id', { Accounts: [{}] }],
    ['no list at all', {}],
  ])('with %s is a fault, not half a tree', async (_, answer) => {
    mock.on(ListAccountsForParentCommand, { ParentId: 'ou-ab12-workl001' }).resolves(answer);
    await expect(source().organization(null)).rejects.toMatchObject({ code: 'UnknownShape' });
  });
});

describe('a walk that is kept', () => {
  const walkedAt = (observedAt: string, accounts = 2): Organization => organizationOf(accounts, observedAt);
  const storeOf = (kept: Organization | null): OrganizationStore & { kept: Organization | null } => {
    const store = {
      kept,
      organization: () => Promise.resolve(store.kept),
      putOrganization: (organization: Organization) => {
        store.kept = organization;
        return Promise.resolve();
      },
    };
    return store;
  };
  const over = (store: OrganizationStore, clock = handClock('2026-03-01T10:00:00.000Z')) => {
    const faults: unknown[] = [];
    const onStoreFault = (fault: unknown): void => void faults.push(fault);
    const withTags = () => Promise.resolve(false);
    return { clock, faults, source: organizations({ client, clock, withTags, store, onStoreFault }) };
  };
  const walks = (): number => mock.commandCalls(DescribeOrganizationCommand).length;

  it('is taken for a quarter of an hour from when it was walked, and given to all after the next', async () => {
    const store = storeOf(walkedAt('2026-03-01T09:50:00.000Z'));
    const { source: cold, clock } = over(store);
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T09:50:00.000Z');
    expect(walks()).toBe(0);
    clock.set('2026-03-01T10:05:00.000Z');
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T10:05:00.000Z');
    expect(store.kept?.observedAt).toBe('2026-03-01T10:05:00.000Z');
    expect(walks()).toBe(1);
  });

  it('is taken for a day where a walk takes longer than an event may, and looked for again every five minutes', async () => {
    const store = storeOf(walkedAt('2026-03-01T09:00:00.000Z', 10_000));
    const { source: cold, clock } = over(store);
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T09:00:00.000Z');
    store.kept = walkedAt('2026-03-01T10:01:00.000Z', 10_000);
    clock.set('2026-03-01T10:04:59.000Z');
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T09:00:00.000Z');
    clock.set('2026-03-01T10:05:00.000Z');
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T10:01:00.000Z');
    expect(walks()).toBe(0);
    clock.set('2026-03-02T10:01:00.000Z');
    expect((await cold.organization(null)).observedAt).toBe('2026-03-02T10:01:00.000Z');
    expect(walks()).toBe(1);
  });

  it('stands in where no walk is to be had, until it is a day old', async () => {
    const store = storeOf(walkedAt('2026-03-01T09:00:00.000Z'));
    const { source: cold, clock } = over(store);
    mock.on(DescribeOrganizationCommand).rejects(throttled);
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T09:00:00.000Z');
    clock.set('2026-03-02T08:59:59.000Z');
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T09:00:00.000Z');
    clock.set('2026-03-02T09:00:00.000Z');
    await expect(cold.organization(null)).rejects.toMatchObject({ operation: 'DescribeOrganization' });
  });

  it('is done without where it cannot be read or written, and that is told', async () => {
    const no = () => Promise.reject(new Error('ill'));
    const { source: cold, faults } = over({ organization: no, putOrganization: no });
    expect((await cold.organization(null)).observedAt).toBe('2026-03-01T10:00:00.000Z');
    expect(faults).toHaveLength(2);
  });
});
