import type { CallContext } from '../wire/service.ts';
import { AwsError } from '../wire/service.ts';
import type { StoredSnapshot } from './snapshot.ts';
import type { World } from './world.ts';

interface Encryption {
  readonly Encrypted?: boolean | undefined;
  readonly KmsKeyId?: string | undefined;
}

/** The key that new volumes and copies get when none is named: the account's choice for the region, or its aws/ebs key. */
export const defaultKey = (world: World, { caller, region }: CallContext): string =>
  world.settings(caller.account, region).encryption.key ?? world.keys.defaultKey(caller.account, region).arn;

/**
 * The key (ARN) of a copy of this snapshot in the call's region; null for an unencrypted one. Copies of encrypted snapshots are
 * encrypted always. Throws InvalidRequest for the contrary, InvalidParameterDependency for a key without `Encrypted`.
 */
export const copyKey = (
  world: World,
  request: Encryption,
  source: StoredSnapshot,
  context: CallContext,
): string | null => {
  const { caller, region } = context;
  const { Encrypted: encrypted, KmsKeyId: named } = request;
  if (source.kmsKey !== null && encrypted === false) {
    throw new AwsError(
      'InvalidRequest',
      `Snapshot ${source.id} is encrypted. Creating an unencrypted copy from an encrypted snapshot is not supported.`,
    );
  }
  const { byDefault } = world.settings(caller.account, region).encryption;
  const isEncrypted = encrypted === true || byDefault || source.kmsKey !== null;
  if (named !== undefined && !isEncrypted) {
    throw new AwsError(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  }
  if (!isEncrypted) return null;
  return named === undefined
    ? defaultKey(world, context)
    : world.keys.resolve(named, caller.account, region).arn;
};
