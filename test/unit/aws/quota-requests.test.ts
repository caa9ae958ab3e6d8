import 'aws-sdk-client-mock-vitest/extend';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryCommand,
  ServiceQuotasClient,
  type RequestStatus,
} from '@aws-sdk/client-service-quotas';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { readQuotaRequests } from '../../../lib/aws/quota-requests.ts';
import { awsError, dummy } from './mocks.ts';

const mock = mockClient(ServiceQuotasClient);
const client = new ServiceQuotasClient(dummy);

beforeEach(() => {
  mock.reset();
  mock.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 5 } });
  mock
    .on(GetServiceQuotaCommand, { ServiceCode: 'ec2', QuotaCode: 'L-B665C33B' })
    .rejects(awsError('NoSuchResourceException', 'never asked for more'));
  mock.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 50_000 } });
  mock.on(ListRequestedServiceQuotaChangeHistoryCommand).resolves({ RequestedQuotas: [] });
});

const asked = (QuotaCode: string, Status: RequestStatus, DesiredValue: number) => ({
  QuotaCode,
  Status,
  DesiredValue,
});

describe('what was asked of Service Quotas', () => {
  it('is nothing, where nothing was', async () => {
    expect(await readQuotaRequests(client)).toEqual({
      kind: 'known',
      value: [
        { quota: 'amis', limit: 50_000, asked: null },
        { quota: 'public-amis', limit: 5, asked: null },
        { quota: 'ami-shares', limit: 5, asked: null },
        { quota: 'snapshots', limit: 5, asked: null },
      ],
    });
  });

  it('is the largest that nobody has decided yet, of all pages and both services', async () => {
    mock
      .on(ListRequestedServiceQuotaChangeHistoryCommand, { ServiceCode: 'ec2' })
      .resolves({
        RequestedQuotas: [asked('L-B665C33B', 'APPROVED', 90_000), asked('L-0E3CBAB9', 'DENIED', 50)],
        NextToken: 'more',
      })
      .on(ListRequestedServiceQuotaChangeHistoryCommand, { ServiceCode: 'ec2', NextToken: 'more' })
      .resolves({
        RequestedQuotas: [
          asked('L-B665C33B', 'PENDING', 60_000),
          asked('L-B665C33B', 'CASE_OPENED', 70_000),
          asked('L-70015FFA', 'CASE_CLOSED', 9_000),
        ],
      })
      .on(ListRequestedServiceQuotaChangeHistoryCommand, { ServiceCode: 'ebs' })
      .resolves({ RequestedQuotas: [asked('L-309BACF6', 'PENDING', 200_000)] });
    const read = await readQuotaRequests(client);
    expect(read.kind === 'known' ? read.value.map(({ quota, asked: open }) => [quota, open]) : read).toEqual([
      ['amis', 70_000],
      ['public-amis', null],
      ['ami-shares', null],
      ['snapshots', 200_000],
    ]);
  });

  it.each([
    [ListRequestedServiceQuotaChangeHistoryCommand, 'ListRequestedServiceQuotaChangeHistory'],
    [GetServiceQuotaCommand, 'GetServiceQuota'],
  ] as const)('is a fault where it cannot be read', async (command, operation) => {
    mock.on(command as typeof GetServiceQuotaCommand).rejects(awsError('AccessDeniedException', 'no', 403));
    expect(await readQuotaRequests(client)).toMatchObject({
      kind: 'fault',
      operation,
      code: 'AccessDeniedException',
      retryable: false,
    });
  });
});
