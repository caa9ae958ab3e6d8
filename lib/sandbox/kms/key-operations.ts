import type {
  DescribeKeyRequest,
  DescribeKeyResponse,
  DisableKeyRequest,
  EnableKeyRequest,
  GetKeyPolicyRequest,
  GetKeyPolicyResponse,
  ListGrantsRequest,
  ListGrantsResponse,
  ScheduleKeyDeletionRequest,
} from '@aws-sdk/client-kms';
import { isLetIn, type StoredKey } from '../ec2/keys.ts';
import type { World } from '../ec2/world.ts';
import { AwsError, type CallContext } from '../wire/service.ts';

type KeyWorld = Pick<World, 'keys' | 'membership'>;

const USE = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];
const GRANTED = ['CreateGrant', 'Decrypt', 'DescribeKey', 'ReEncryptFrom', 'ReEncryptTo'] as const;

/** The key that a request names, by ARN, id or alias; another account's only where its policy lets the caller look. */
const keyOf = (
  world: KeyWorld,
  id: string | undefined,
  { caller, region, operation }: CallContext,
): StoredKey => {
  const name = id ?? '';
  const key = resolve(world, name, caller.account, region);
  if (isLetIn(key, caller.account, (account) => world.membership(account))) return key;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: kms:${operation} on resource: ${name}`,
  );
};

const resolve = (
  world: KeyWorld,
  name: string,
  account: StoredKey['account'],
  region: StoredKey['region'],
): StoredKey => {
  try {
    return world.keys.resolve(name, account, region);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError('NotFoundException', `Key '${name}' does not exist`);
  }
};

const ownKeyOf = (world: KeyWorld, id: string | undefined, context: CallContext): StoredKey => {
  const key = keyOf(world, id, context);
  if (key.account === context.caller.account) return key;
  throw new AwsError('AccessDeniedException', 'The operation is not possible on a key of another account.');
};

const stateOf = ({ enabled, deleting }: StoredKey): 'Enabled' | 'Disabled' | 'PendingDeletion' => {
  if (deleting === true) return 'PendingDeletion';
  return enabled ? 'Enabled' : 'Disabled';
};

export const describeKey = (
  world: KeyWorld,
  input: DescribeKeyRequest,
  context: CallContext,
): DescribeKeyResponse => {
  const key = keyOf(world, input.KeyId, context);
  return {
    KeyMetadata: {
      KeyId: key.arn.slice(key.arn.lastIndexOf('/') + 1),
      Arn: key.arn,
      AWSAccountId: key.account,
      Enabled: stateOf(key) === 'Enabled',
      KeyState: stateOf(key),
      KeyManager: key.managed ? 'AWS' : 'CUSTOMER',
      KeyUsage: 'ENCRYPT_DECRYPT',
    },
  };
};

/** The policy that says what the world knows of a key: its own account, the accounts named, the organisation. */
export const getKeyPolicy = (
  world: KeyWorld,
  input: GetKeyPolicyRequest,
  context: CallContext,
): GetKeyPolicyResponse => {
  const key = ownKeyOf(world, input.KeyId, context);
  const root = (account: string): string => `arn:aws:iam::${account}:root`;
  const allow = (AWS: unknown, more: object = {}): object => ({
    Effect: 'Allow',
    Principal: { AWS },
    Action: USE,
    Resource: '*',
    ...more,
  });
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: root(key.account) }, Action: 'kms:*', Resource: '*' },
    ...(key.users.length > 0 ? [allow(key.users.map(root))] : []),
    ...(key.organization === null
      ? []
      : [allow('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': key.organization } } })]),
  ];
  return { Policy: JSON.stringify({ Version: '2012-10-17', Statement }), PolicyName: 'default' };
};

export const listGrants = (
  world: KeyWorld,
  input: ListGrantsRequest,
  context: CallContext,
): ListGrantsResponse => {
  const key = ownKeyOf(world, input.KeyId, context);
  return {
    Grants: (key.granted ?? []).map((account) => ({
      KeyId: key.arn,
      GranteePrincipal: `arn:aws:iam::${account}:root`,
      Operations: [...GRANTED],
    })),
    Truncated: false,
  };
};

export const enableKey = (world: KeyWorld, input: EnableKeyRequest, context: CallContext): void => {
  world.keys.put({ ...ownKeyOf(world, input.KeyId, context), enabled: true });
};

export const disableKey = (world: KeyWorld, input: DisableKeyRequest, context: CallContext): void => {
  world.keys.put({ ...ownKeyOf(world, input.KeyId, context), enabled: false });
};

export const scheduleKeyDeletion = (
  world: KeyWorld,
  input: ScheduleKeyDeletionRequest,
  context: CallContext,
): void => {
  world.keys.put({ ...ownKeyOf(world, input.KeyId, context), deleting: true });
};

export const cancelKeyDeletion = (
  world: KeyWorld,
  input: { readonly KeyId?: string },
  context: CallContext,
): void => {
  // KMS leaves the key disabled.
  world.keys.put({ ...ownKeyOf(world, input.KeyId, context), deleting: false, enabled: false });
};
