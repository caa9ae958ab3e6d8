import { expect, it } from 'vitest';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { ec2Writer } from '../../lib/aws/ec2-writer.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import type { Write } from '../../lib/model/plan.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { ownImage } from './own-image.ts';
import { sandboxMembers } from './sandbox-members.ts';
import { writesContract } from './writes.ts';

// 333344445555 keeps deregistered images in the Recycle Bin; it has an encrypted snapshot, so the image is made of another's copy.
const account = AccountId.parse('111122223333');
const region = Region.parse('us-east-1');

const start = async () => {
  const clock = new SandboxClock();
  const sandbox = await startSandbox({ clock });
  sandbox.ec2.change(account, region, { retention: [{ id: 'week', days: 7, tags: {}, excluded: {} }] });
  const members = sandboxMembers(sandbox, 'remediate');
  return {
    sandbox,
    clock,
    reader: ec2Images(members),
    writer: ec2Writer(members),
    makeImage: async (name: string) => ({
      account,
      region,
      image: await ownImage(sandbox.endpoint, account, region, name),
    }),
    place: { account, region },
    close: async () => {
      members.close();
      await sandbox.close();
    },
  };
};

writesContract('EC2 and STS, by the sandbox', start);

it('a report of the use of an image is asked for once, and read when it is made', async () => {
  const world = await start();
  const ref = await world.makeImage('reported');
  const usage = async (): Promise<unknown> => {
    const seen = await world.reader.observe(ref, ['usage']);
    return seen.kind === 'state' ? seen.state.usage : seen;
  };
  expect(await usage()).toEqual({ kind: 'known', value: [] });
  const { requestId } = await world.writer.send(ref, {
    kind: 'usage-report',
    since: '2026-01-01T00:00:00.000Z',
  });
  expect(requestId).toMatch(/\S/);
  expect(await usage()).toMatchObject({ kind: 'known', value: [{ state: 'pending', users: [] }] });
  world.clock.advance(11 * 60_000);
  expect(await usage()).toMatchObject({ kind: 'known', value: [{ state: 'available', users: [] }] });
  await world.close();
});

it('a larger quota is asked for, and stands as asked until AWS has decided', async () => {
  const world = await start();
  const more: Write = { kind: 'quota-request', quota: 'snapshots', to: 200_000 };
  const quotas = async (): Promise<unknown> => {
    const { quotaRequests } = await world.reader.observeAccountRegion(world.place, ['quotaRequests']);
    return quotaRequests?.kind === 'known'
      ? quotaRequests.value.find(({ quota }) => quota === 'snapshots')
      : quotaRequests;
  };
  expect(await quotas()).toEqual({ quota: 'snapshots', limit: 100_000, asked: null });
  await world.writer.send(world.place, more);
  expect(await quotas()).toEqual({ quota: 'snapshots', limit: 100_000, asked: 200_000 });
  await expect(world.writer.send(world.place, more)).rejects.toMatchObject({
    code: 'ResourceAlreadyExistsException',
    retryable: false,
  });
  world.clock.advance(16 * 60_000);
  expect(await quotas()).toEqual({ quota: 'snapshots', limit: 200_000, asked: null });
  await world.close();
});

it('the rules of the Recycle Bin are read as they hold for an image', async () => {
  const world = await start();
  const ref = await world.makeImage('kept');
  const bin = async (): Promise<unknown> => {
    const seen = await world.reader.observe(ref, ['recycleBin']);
    return seen.kind === 'state' ? seen.state.recycleBin : seen;
  };
  expect(await bin()).toEqual({ kind: 'known', value: { days: 7 } });
  world.sandbox.ec2.change(account, region, {
    retention: [
      { id: 'no', days: 30, tags: { owner: 'others' }, excluded: {} },
      { id: 'yes', days: 3, tags: { owner: 'team', other: 'x' }, excluded: {} },
      { id: 'excluded', days: 99, tags: {}, excluded: { owner: 'team' } },
    ],
  });
  expect(await bin()).toEqual({ kind: 'known', value: { days: 3 } });
  world.sandbox.ec2.change(account, region, { retention: [] });
  expect(await bin()).toEqual({ kind: 'known', value: { days: null } });
  await world.close();
});

it('a guard rail that a declarative policy manages is refused for good', async () => {
  const world = await start();
  world.sandbox.ec2.change(account, region, {
    imageBlock: { state: 'unblocked', managedBy: 'declarative-policy' },
  });
  const write: Write = { kind: 'guardrail', guardrail: 'imageBlockPublicAccess', to: 'block-new-sharing' };
  await expect(world.writer.send(world.place, write)).rejects.toMatchObject({ retryable: false });
  await world.close();
});
