import type { SnapshotFacts } from '../../model/image.ts';
import { globMatches } from '../glob.ts';
import type { EbsDevice, Failure, RuleDefinition } from '../rule.ts';

/**
 * Fails for each EBS device that is not encrypted, or not under one of `kmsKeys` (globs over key ARNs, or account ids) where
 * the policy names any. A device whose snapshot or key cannot be seen is unreadable. A device without a snapshot is empty at launch.
 */
export const encryption: RuleDefinition<'encryption', 'image' | 'snapshots'> = {
  id: 'encryption',
  why: 'A copy of an unencrypted image can be read by whoever gets hold of it; one under a key of ours only by those whom the key lets in.',
  holds: 'Every EBS device is encrypted as the policy asks.',
  severity: 'high',
  reads: ['image', 'snapshots'],
  defaults: { kind: 'encryption', kmsKeys: [] },
  remediation: null,
  check: ({ kmsKeys }, { image, snapshots }) => {
    if (image.state === 'pending') {
      return { kind: 'pending', reason: 'The image is pending: its snapshots are not there yet.' };
    }
    const byId = new Map<string, SnapshotFacts>(snapshots.map((snapshot) => [snapshot.snapshot, snapshot]));
    const failures = image.devices
      .filter((device) => device.kind === 'ebs')
      .map((device) =>
        device.snapshot === null
          ? judgeEmpty(device, kmsKeys)
          : judge(device, device.snapshot, byId.get(device.snapshot), kmsKeys),
      );
    return { kind: 'judged', failures: failures.filter((failure) => failure !== null) };
  },
};

const judge = (
  device: EbsDevice,
  id: string,
  snapshot: SnapshotFacts | undefined,
  kmsKeys: readonly string[],
): Failure | null => {
  if (snapshot === undefined) return unreadable(`snapshot ${id} of ${device.device}`, 'Missing');
  if (!snapshot.encrypted) return failing(device, null, `${device.device} (${id}) is not encrypted.`);
  const key = snapshot.kmsKey;
  if (kmsKeys.length === 0) return null;
  if (key === null) return unreadable(`the key of snapshot ${id} of ${device.device}`, 'Missing');
  if (kmsKeys.some((wanted) => keyMatches(wanted, key))) return null;
  return failing(
    device,
    key,
    `${device.device} (${id}) is encrypted under ${key}, not one of the keys allowed.`,
  );
};

const judgeEmpty = (device: EbsDevice, kmsKeys: readonly string[]): Failure | null => {
  if (device.encrypted === null) return unreadable(`whether ${device.device} is encrypted`, 'Missing');
  if (!device.encrypted) return failing(device, null, `${device.device} (no snapshot) is not encrypted.`);
  return kmsKeys.length === 0
    ? null
    : unreadable(`the key of ${device.device}, which has no snapshot`, 'Missing');
};

const keyMatches = (wanted: string, key: string): boolean =>
  /^\d{12}$/.test(wanted) ? key.split(':')[4] === wanted : globMatches(wanted, key);

const failing = (device: EbsDevice, kmsKey: string | null, reason: string): Failure => ({
  detail: { kind: 'device', device: device.device, snapshot: device.snapshot, kmsKey },
  reason,
});

const unreadable = (datum: string, code: string): Failure => ({
  detail: { kind: 'unreadable', datum, code },
  reason: `AWS did not tell ${datum}.`,
});
