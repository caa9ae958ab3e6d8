import { EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach } from 'vitest';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { Fact, ImageState } from '../../lib/model/image.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import type { ImageReader } from '../../lib/ports/images.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { SEED } from '../../lib/sandbox/ec2/seed/seed-world.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { sandboxMembers } from './sandbox-members.ts';

export const account = AccountId.parse('111122223333');
export const region = Region.parse('us-east-1');

/** Unencrypted, and used by nobody. */
export const base: ImageRef = { account, region, image: ImageId.parse(SEED.baseImage) };

/** Encrypted, shared with the organisation, and used. */
export const hardened: ImageRef = { account, region, image: ImageId.parse(SEED.hardenedImage) };

/** A sandbox whose time stands still at 2026-03-01T10:00:00Z, the guard's reader on it, and an account's own people. */
export interface FrozenSandbox {
  sandbox: Sandbox;
  clock: SandboxClock;
  reader: ImageReader;
  /** EC2 as an account's own people use it; of the golden account in us-east-1 unless told. */
  ownerOf(id?: AccountId, where?: Region): EC2Client;
  /** Rejects when the image is gone. */
  state(ref: ImageRef, ...facts: readonly Fact[]): Promise<ImageState>;
  /** The operations asked for so far, sorted. */
  asked(): readonly string[];
}

/** A fresh one for each test of the file, closed after it. */
export const frozenSandbox = (): FrozenSandbox => {
  const frozen: Partial<FrozenSandbox> = {};
  const closing: (() => void | Promise<void>)[] = [];
  beforeEach(async () => {
    const clock = new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true });
    const sandbox = await startSandbox({ clock });
    const members = sandboxMembers(sandbox, 'guard');
    const reader = ec2Images(members);
    closing.push(members.close, () => sandbox.close());
    Object.assign(frozen, {
      sandbox,
      clock,
      reader,
      ownerOf: (id = account, where = region) => {
        const credentials = { accessKeyId: id, secretAccessKey: 'any' };
        const client = new EC2Client({ endpoint: sandbox.endpoint, region: where, credentials });
        closing.unshift(() => {
          client.destroy();
        });
        return client;
      },
      state: async (ref, ...facts) => {
        const observation = await reader.observe(ref, facts);
        if (observation.kind !== 'state') throw new Error(`${ref.image} is gone`);
        return observation.state;
      },
      asked: () =>
        sandbox.calls
          .of({})
          .map(({ operation }) => operation)
          .sort(),
    } satisfies FrozenSandbox);
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  // Complete as soon as a test runs.
  return frozen as FrozenSandbox;
};
