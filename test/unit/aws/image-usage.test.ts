import 'aws-sdk-client-mock-vitest/extend';
import {
  DescribeImagesCommand,
  DescribeImageUsageReportEntriesCommand,
  DescribeImageUsageReportsCommand,
  EC2Client,
  type ImageUsageReport,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { readUsage, USAGE_SCOPES } from '../../../lib/aws/image-usage.ts';
import { awsError, dummy, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const client = new EC2Client(dummy);

beforeEach(() => {
  mock.reset();
  mock.on(DescribeImagesCommand).rejects(new Error('nobody asks for this'));
});

const report = (ReportId: string, over: Partial<ImageUsageReport> = {}): ImageUsageReport => ({
  ReportId,
  ImageId: ref.image,
  ResourceTypes: [...USAGE_SCOPES],
  State: 'available',
  CreationTime: new Date('2026-11-22T10:00:00.000Z'),
  ...over,
});

describe('the reports of an image’s use', () => {
  it('are read in pages, with what stands in those that are ready', async () => {
    mock
      .on(DescribeImageUsageReportsCommand, { ImageIds: [ref.image] })
      .resolves({ ImageUsageReports: [report('r-1')], NextToken: 'more' })
      .on(DescribeImageUsageReportsCommand, { ImageIds: [ref.image], NextToken: 'more' })
      .resolves({
        ImageUsageReports: [
          report('r-2', { State: 'pending' }),
          report('r-3', { State: 'error', StateReason: 'too busy' }),
          report('r-4'),
        ],
      });
    mock
      .on(DescribeImageUsageReportEntriesCommand, { ReportIds: ['r-1', 'r-4'] })
      .resolves({
        ImageUsageReportEntries: [
          { ReportId: 'r-1', AccountId: '012345678901', ResourceType: 'ec2:Instance', UsageCount: 2 },
        ],
        NextToken: 'on',
      })
      .on(DescribeImageUsageReportEntriesCommand, { ReportIds: ['r-1', 'r-4'], NextToken: 'on' })
      .resolves({
        ImageUsageReportEntries: [
          { ReportId: 'r-1', AccountId: '444455556666', ResourceType: 'ec2:LaunchTemplate', UsageCount: 1 },
        ],
      });
    const at = '2026-11-22T10:00:00.000Z';
    expect(await readUsage(client, ref)).toEqual({
      kind: 'known',
      value: [
        {
          id: 'r-1',
          askedAt: at,
          state: 'available',
          reason: null,
          users: [
            { account: '012345678901', resourceType: 'ec2:Instance', count: 2 },
            { account: '444455556666', resourceType: 'ec2:LaunchTemplate', count: 1 },
          ],
        },
        { id: 'r-2', askedAt: at, state: 'pending', reason: null, users: [] },
        { id: 'r-3', askedAt: at, state: 'error', reason: 'too busy', users: [] },
        { id: 'r-4', askedAt: at, state: 'available', reason: null, users: [] },
      ],
    });
  });

  it('are none, and nothing is asked of their content', async () => {
    mock.on(DescribeImageUsageReportsCommand).resolves({ ImageUsageReports: [] });
    expect(await readUsage(client, ref)).toEqual({ kind: 'known', value: [] });
    expect(mock.calls()).toHaveLength(1);
  });

  const [instances, templates, images, containers] = USAGE_SCOPES;
  const kept = [instances, templates, images, containers].flatMap((scope) => scope ?? []);

  it.each([
    ['of some accounts only', { AccountIds: ['444455556666'] }],
    ['without container recipes', { ResourceTypes: kept.slice(0, 3) }],
    ['without launch templates', { ResourceTypes: kept.filter((scope) => scope !== templates) }],
    [
      'of the twenty latest versions of launch templates',
      { ResourceTypes: kept.map(({ ResourceType }) => ({ ResourceType })) },
    ],
    [
      'of fewer versions than there may be',
      {
        ResourceTypes: kept.map(({ ResourceType }) => ({
          ResourceType,
          ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['100'] }],
        })),
      },
    ],
    ['that do not say of what', { ResourceTypes: [] }],
  ])('are left out that are %s: they would hide a user', async (_, over) => {
    mock.on(DescribeImageUsageReportsCommand).resolves({ ImageUsageReports: [report('r-1', over)] });
    expect(await readUsage(client, ref)).toEqual({ kind: 'known', value: [] });
  });

  it('of all accounts may say so by an empty list', async () => {
    mock
      .on(DescribeImageUsageReportsCommand)
      .resolves({ ImageUsageReports: [report('r-1', { AccountIds: [], State: 'pending' })] });
    expect(await readUsage(client, ref)).toMatchObject({ kind: 'known', value: [{ id: 'r-1' }] });
  });

  it.each([
    ['UnauthorizedOperation', 403, false],
    ['RequestLimitExceeded', 503, true],
  ])('that cannot be read are a fault: %s', async (code, status, retryable) => {
    mock.on(DescribeImageUsageReportsCommand).rejects(awsError(code, 'no', status));
    expect(await readUsage(client, ref)).toMatchObject({ kind: 'fault', code, retryable });
  });

  it('whose content cannot be read are a fault, and not empty', async () => {
    mock.on(DescribeImageUsageReportsCommand).resolves({ ImageUsageReports: [report('r-1')] });
    mock.on(DescribeImageUsageReportEntriesCommand).rejects(awsError('UnauthorizedOperation', 'no', 403));
    expect(await readUsage(client, ref)).toMatchObject({ kind: 'fault', code: 'UnauthorizedOperation' });
  });

  it.each([
    ['no list', {}],
    ['no time', { ImageUsageReports: [report('r-1', { CreationTime: undefined })] }],
    ['no state', { ImageUsageReports: [report('r-1', { State: undefined })] }],
  ])('of an answer with %s are a fault', async (_, answer) => {
    mock.on(DescribeImageUsageReportsCommand).resolves(answer);
    mock.on(DescribeImageUsageReportEntriesCommand).resolves({ ImageUsageReportEntries: [] });
    expect(await readUsage(client, ref)).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
  });

  it('of an entry that names no account, or no count, are a fault', async () => {
    mock.on(DescribeImageUsageReportsCommand).resolves({ ImageUsageReports: [report('r-1')] });
    const entry = { ReportId: 'r-1', AccountId: '444455556666', ResourceType: 'ec2:Instance', UsageCount: 1 };
    for (const odd of [{ AccountId: undefined }, { AccountId: 'x' }, { UsageCount: undefined }]) {
      mock
        .on(DescribeImageUsageReportEntriesCommand)
        .resolves({ ImageUsageReportEntries: [{ ...entry, ...odd }] });
      expect(await readUsage(client, ref)).toMatchObject({ kind: 'fault' });
    }
  });
});
