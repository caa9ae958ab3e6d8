import * as client from '@aws-sdk/client-kms';
import type {
  AliasListEntry,
  CreateAliasRequest,
  DeleteAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
} from '@aws-sdk/client-kms';
import type { KeyRing, StoredKey } from '../ec2/keys.ts';
import type { World } from '../ec2/world.ts';
import { AwsError, type CallContext, type Operation, type ServiceDefinition } from '../wire/service.ts';
import {
  cancelKeyDeletion,
  describeKey,
  disableKey,
  enableKey,
  getKeyPolicy,
  listGrants,
  scheduleKeyDeletion,
} from './key-operations.ts';

// KMS API reference, ListAliases.
const MOST = 100;
const USUAL = 50;

// KMS API reference, CreateAlias.
const ALIAS = /^alias\/[a-zA-Z0-9/_-]+$/;

const notFound = (what: string): AwsError => new AwsError('NotFoundException', `${what} is not found.`);

const keyId = ({ arn }: StoredKey): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The own key of this id or ARN. Aliases are no names of keys here, and other accounts' and regions' keys are not to be found. */
const ownKey = (ring: KeyRing, id: string, { caller, region }: CallContext): StoredKey => {
  const key = ring.of(caller.account, region).find((one) => one.arn === id || keyId(one) === id);
  if (key !== undefined) return key;
  throw id.startsWith('arn:') && !id.startsWith(`arn:aws:kms:${region}:`)
    ? new AwsError('NotFoundException', `Invalid arn ${region}`)
    : notFound(`Key '${id}'`);
};

const entry = (key: StoredKey, name: string, { caller, region }: CallContext): AliasListEntry => ({
  AliasName: name,
  AliasArn: `arn:aws:kms:${region}:${caller.account}:${name}`,
  TargetKeyId: keyId(key),
});

const offsetOf = (marker: string | undefined): number => {
  if (marker === undefined) return 0;
  const offset = /^after:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString())?.[1];
  if (offset === undefined) throw new AwsError('InvalidMarkerException', 'The marker is not valid.');
  return Number(offset);
};

const listAliases = (ring: KeyRing, input: ListAliasesRequest, context: CallContext): ListAliasesResponse => {
  const { caller, region } = context;
  const keys =
    input.KeyId === undefined ? ring.of(caller.account, region) : [ownKey(ring, input.KeyId, context)];
  const aliases = keys.flatMap((key) => key.aliases.map((name) => entry(key, name, context)));
  const size = input.Limit ?? USUAL;
  if (size < 1 || size > MOST) {
    throw new AwsError(
      'ValidationException',
      `Value '${String(size)}' at 'limit' failed to satisfy constraint`,
    );
  }
  const start = offsetOf(input.Marker);
  const end = start + size;
  const more = end < aliases.length;
  return {
    Aliases: aliases.slice(start, end),
    Truncated: more,
    ...(more ? { NextMarker: Buffer.from(`after:${String(end)}`).toString('base64url') } : {}),
  };
};

const holderOf = (ring: KeyRing, name: string, { caller, region }: CallContext): StoredKey | undefined =>
  ring.of(caller.account, region).find(({ aliases }) => aliases.includes(name));

const createAlias = (ring: KeyRing, input: CreateAliasRequest, context: CallContext): void => {
  const { AliasName: name = '', TargetKeyId: target = '' } = input;
  if (!ALIAS.test(name) || name.startsWith('alias/aws/')) {
    throw new AwsError('InvalidAliasNameException', `${name} is not a valid alias name.`);
  }
  if (holderOf(ring, name, context) !== undefined) {
    throw new AwsError('AlreadyExistsException', `An alias with the name ${name} already exists`);
  }
  const key = ownKey(ring, target, context);
  ring.put({ ...key, aliases: [...key.aliases, name] });
};

const deleteAlias = (ring: KeyRing, input: DeleteAliasRequest, context: CallContext): void => {
  const { AliasName: name = '' } = input;
  const key = holderOf(ring, name, context);
  if (key === undefined) throw notFound(`Alias ${name}`);
  ring.put({ ...key, aliases: key.aliases.filter((alias) => alias !== name) });
};

type KeyWorld = Pick<World, 'keys' | 'membership'>;
type KeyOperation = (world: KeyWorld, input: never, context: CallContext) => unknown;

const OF_KEYS: Readonly<Record<string, KeyOperation>> = {
  CancelKeyDeletion: cancelKeyDeletion,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  EnableKey: enableKey,
  GetKeyPolicy: getKeyPolicy,
  ListGrants: listGrants,
  ScheduleKeyDeletion: scheduleKeyDeletion,
};

/** KMS, as far as EC2's snapshots go: the keys that they are under, their states, names, policies and grants. */
export const kmsService = (world: KeyWorld): ServiceDefinition => ({
  signingName: 'kms',
  protocol: 'awsJson1_1',
  apiVersion: '2014-11-01',
  xmlNamespace: '',
  schemas: client,
  operations: {
    ...Object.fromEntries(
      Object.entries(OF_KEYS).map(([name, operation]): [string, Operation] => [
        name,
        (input, context) => operation(world, input, context),
      ]),
    ),
    CreateAlias: (input: CreateAliasRequest, context: CallContext) => {
      createAlias(world.keys, input, context);
    },
    DeleteAlias: (input: DeleteAliasRequest, context: CallContext) => {
      deleteAlias(world.keys, input, context);
    },
    ListAliases: (input: ListAliasesRequest, context: CallContext) => listAliases(world.keys, input, context),
  },
});
