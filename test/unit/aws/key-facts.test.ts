import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, ListGrantsCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { kmsKeys } from '../../../lib/aws/key-facts.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { awsError, dummy, ref } from './mocks.ts';

const mock = mockClient(KMSClient);
const NAME = 'arn:aws:kms:eu-west-1:111122223333:alias/ami-default';
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const asked: string[] = [];
let closed: string | null = null;
const keys = kmsKeys((account, region) => {
  asked.push(`${account}/${region}`);
  return account === closed
    ? Promise.reject(new Fault('AssumeRole', 'AccessDenied', 'no', { retryable: false }))
    : Promise.resolve(new KMSClient(dummy));
});
const look = () => keys.keyFacts(ref, NAME);

beforeEach(() => {
  mock.reset();
  asked.length = 0;
  closed = null;
  mock.on(DescribeKeyCommand).resolves({
    KeyMetadata: { KeyId: '1', Arn: ARN, KeyState: 'Enabled', KeyManager: 'CUSTOMER' },
  });
  mock.on(GetKeyPolicyCommand).resolves({ Policy: '{}' });
  mock.on(ListGrantsCommand).resolvesOnce({
    Grants: [
      {
        GranteePrincipal: 'arn:1',
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: { a: 'b' } },
      },
    ],
    Truncated: true,
    NextMarker: 'more',
  });
  mock.on(ListGrantsCommand, { Marker: 'more' }).resolves({
    Grants: [{ GranteePrincipal: 'arn:2', Operations: ['CreateGrant'] }],
    Truncated: false,
  });
});

describe('a key', () => {
  it('is looked at as who is to use it sees it, its policy and grants as its own account does', async () => {
    expect(await look()).toEqual({
      kind: 'known',
      value: {
        arn: ARN,
        state: 'Enabled',
        manager: 'CUSTOMER',
        policy: { kind: 'known', value: '{}' },
        grants: {
          kind: 'known',
          value: [
            { grantee: 'arn:1', operations: ['Decrypt'], constrained: true },
            { grantee: 'arn:2', operations: ['CreateGrant'], constrained: false },
          ],
        },
      },
    });
    expect(mock.commandCalls(DescribeKeyCommand)[0]?.args[0].input).toEqual({ KeyId: NAME });
    expect(asked).toEqual([
      `${ref.account}/${ref.region}`,
      '111122223333/eu-west-1',
      '111122223333/eu-west-1',
    ]);
  });

  it('may be used though nobody is told its policy: its account is not enrolled', async () => {
    closed = '111122223333';
    const fault = { kind: 'fault', operation: 'AssumeRole', code: 'AccessDenied' };
    expect(await look()).toMatchObject({ kind: 'known', value: { arn: ARN, policy: fault, grants: fault } });
  });

  it('that does not let itself be looked at is a fault', async () => {
    mock.on(DescribeKeyCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect(await look()).toMatchObject({
      kind: 'fault',
      operation: 'DescribeKey',
      code: 'AccessDeniedException',
    });
  });
});
