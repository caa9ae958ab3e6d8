import 'aws-sdk-client-mock-vitest/extend';
import { EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Writer } from '../../../lib/aws/ec2-writer.ts';
import { AccountId, OrganizationId, UnitId } from '../../../lib/model/ids.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import { awsError, dummy, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const writer = ec2Writer({ clients: () => Promise.resolve(new EC2Client(dummy)) });

const everybody: Principal = { kind: 'public' };
const partner: Principal = { kind: 'account', account: AccountId.parse('012345678901') };
const organization: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-partner1234'),
  arn: 'arn:aws:organizations::888877776666:organization/o-partner1234',
};
const unit: Principal = {
  kind: 'unit',
  organization: OrganizationId.parse('o-exampleorg1'),
  unit: UnitId.parse('ou-ab12-prod0001'),
  arn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
};

beforeEach(() => {
  mock.reset();
});

describe('changing a launch permission', () => {
  it('removes exactly the principals named, of all four kinds, in one call', async () => {
    mock.on(ModifyImageAttributeCommand).resolves({ $metadata: { requestId: 'r-1' } });
    const remove = [everybody, partner, organization, unit];
    expect(await writer.send(ref, { kind: 'launch-permission', add: [], remove })).toEqual({ requestId: 'r-1' });
    expect(mock.calls().map((call) => call.args[0].input)).toEqual([
      {
        ImageId: 'ami-0123456789abcdef0',
        LaunchPermission: {
          Remove: [
            { Group: 'all' },
            { UserId: '012345678901' },
            { OrganizationArn: 'arn:aws:organizations::888877776666:organization/o-partner1234' },
            {
              OrganizationalUnitArn: 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
            },
          ],
        },
      },
    ]);
  });

  it('adds and removes in the same call', async () => {
    mock.on(ModifyImageAttributeCommand).resolves({ $metadata: {} });
    const answer = await writer.send(ref, { kind: 'launch-permission', add: [partner], remove: [everybody] });
    expect(answer).toEqual({ requestId: null });
    expect(mock.calls().map((call) => call.args[0].input)).toEqual([
      {
        ImageId: 'ami-0123456789abcdef0',
        LaunchPermission: { Add: [{ UserId: '012345678901' }], Remove: [{ Group: 'all' }] },
      },
    ]);
  });

  it.each([
    ['an empty change', [], [], 'EmptyChange'],
    ['one principal on both sides', [partner, everybody], [partner], 'ContradictoryChange'],
  ] as const)('refuses %s without a call', async (_, add, remove, code) => {
    const refused = writer.send(ref, { kind: 'launch-permission', add, remove });
    await expect(refused).rejects.toMatchObject({
      operation: 'ModifyImageAttribute',
      code,
      retryable: false,
    });
    expect(mock.calls()).toHaveLength(0);
  });

  it.each([
    ['UnauthorizedOperation', 403, false],
    ['InvalidAMIID.NotFound', 400, false],
    ['RequestLimitExceeded', 503, true],
  ])('says of %s whether trying again may help', async (code, status, retryable) => {
    mock.on(ModifyImageAttributeCommand).rejects(awsError(code, 'no', status));
    const failed = writer.send(ref, { kind: 'launch-permission', add: [], remove: [everybody] });
    await expect(failed).rejects.toMatchObject({ operation: 'ModifyImageAttribute', code, retryable });
  });
});
