import * as z from 'zod/mini';
import type { KeyAliases } from '../../model/facts.ts';
import type { SnapshotFacts } from '../../model/image.ts';
import { keyIsAllowed } from '../kms-keys.ts';
import { strings } from '../parameter-shapes.ts';
import { missing } from '../failures.ts';
import { defineRule, type EbsDevice, type Failure } from '../rule.ts';

/**
 * Fails for each EBS device that is not encrypted, or not under one of `kmsKeys` (globs over key ARNs, account ids or aliases)
 * where the policy names any. A device whose snapshot or key cannot be seen is unreadable. A device without a snapshot is empty at launch.
 */
export const encryption = defineRule({
  id: 'encryption',
  subject: 'image',
  why: 'A copy of an unencrypted image can be read by whoever gets hold of it; one under a key of ours only by those whom the key lets in.',
  holds: 'Every EBS device is encrypted as the policy asks.',
  awsFact:
    'The key of an image is that of its snapshots (DescribeSnapshots `KmsKeyId`, not DescribeImages); encryption is set when a snapshot is made, so CopyImage is the only way to it.',
  severity: 'high',
  reads: ['image', 'snapshots'],
  optionalReads: ['keyAliases'],
  asksFor: ({ kmsKeys }) => (kmsKeys.some((key) => key.startsWith('alias/')) ? ['keyAliases'] : []),
  parameters: z.strictObject({ kind: z.literal('encryption'), kmsKeys: strings }),
  defaults: { kind: 'encryption', kmsKeys: [] },
  remediations: ['encrypted-copy'],
  remediation: null,
  check: ({ kmsKeys }, { image, snapshots, keyAliases }) => {
    if (image.state === 'pending') {
      return { kind: 'pending', reason: 'The image is pending: its snapshots are not there yet.' };
    }
    const byId = new Map<string, SnapshotFacts>(snapshots.map((snapshot) => [snapshot.snapshot, snapshot]));
    const keys: Keys = { wanted: kmsKeys, aliases: keyAliases ?? null };
    const failures = image.devices
      .filter((device) => device.kind === 'ebs')
      .map((device) =>
        device.snapshot === null
          ? judgeEmpty(device, kmsKeys)
          : judge(device, device.snapshot, byId.get(device.snapshot), keys),
      );
    return { kind: 'judged', failures: failures.filter((failure) => failure !== null) };
  },
});

/** `aliases` null: they are not to be had, which is told beside what this rule says. */
interface Keys {
  readonly wanted: readonly string[];
  readonly aliases: readonly KeyAliases[] | null;
}

const judge = (
  device: EbsDevice,
  id: string,
  snapshot: SnapshotFacts | undefined,
  { wanted, aliases }: Keys,
): Failure | null => {
  if (snapshot === undefined) return missing(`snapshot ${id} of ${device.device}`);
  if (!snapshot.encrypted) return failing(device, null, `${device.device} (${id}) is not encrypted.`);
  if (wanted.length === 0) return null;
  const key = snapshot.kmsKey;
  if (key === null) return missing(`the key of snapshot ${id} of ${device.device}`);
  const allowed = keyIsAllowed(key, wanted, aliases);
  if (allowed === null) return aliases === null ? null : missing(`the aliases of ${key}`);
  if (allowed) return null;
  const reason = `${device.device} (${id}) is encrypted under ${key}, not one of the keys allowed.`;
  return failing(device, key, reason);
};

const judgeEmpty = (device: EbsDevice, kmsKeys: readonly string[]): Failure | null => {
  if (device.encrypted === null) return missing(`whether ${device.device} is encrypted`);
  if (!device.encrypted) return failing(device, null, `${device.device} (no snapshot) is not encrypted.`);
  return kmsKeys.length === 0 ? null : missing(`the key of ${device.device}, which has no snapshot`);
};

const failing = (device: EbsDevice, kmsKey: string | null, reason: string): Failure => ({
  detail: { kind: 'device', device: device.device, snapshot: device.snapshot, kmsKey },
  reason,
});
