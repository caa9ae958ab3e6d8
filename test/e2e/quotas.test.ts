import {
  DeregisterImageCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inService } from '../../lib/app/sweep/judges.ts';
import { sweepPlace } from '../../lib/app/sweep/sweep-place.ts';
import { estateReader } from '../../lib/aws/estate-reader.ts';
import { quotaReader, usageClients } from '../../lib/aws/quota-usage.ts';
import { quotaClients } from '../../lib/aws/share-quota.ts';
import type { EventPorts } from '../../lib/app/guard-ports.ts';
import { attachService } from '../../lib/cli/sandbox/service.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { sandboxMembers } from '../contract/sandbox-members.ts';
import { examplePolicy } from '../unit/app/sweep/policy.ts';

const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const account = AccountId.parse('111122223333');
const region = Region.parse('us-east-1');
const place = { account, region };

let sandbox: Sandbox;
let client: EC2Client;
let guard: EventPorts;
const happenings: Happening[] = [];
const closing: (() => void)[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z') }) });
  const policy = examplePolicy(`
version: 1
mode: notify
rules:
  quota:
    watch:
      amis: { warn: 70%, critical: 90% }
      public-amis: { warn: 40%, critical: 80% }
      ami-shares: { warn: 80%, critical: 95% }
notify: { default: { slack: '#cloud-security' } }
`);
  sandbox.hub.bucket.put('policy.json', bundleJson(policy), 'application/json');
  guard = attachService(sandbox, { note: (happening) => happenings.push(happening) });
  const credentials = { accessKeyId: account, secretAccessKey: 'any' };
  client = new EC2Client({ endpoint: sandbox.endpoint, region, credentials });
});
afterAll(async () => {
  for (const close of closing) close();
  client.destroy();
  await sandbox.close();
});

/** What was told of quotas while something was done, a line each: level, status, how much is used. */
const told = async (doing: () => Promise<unknown>): Promise<readonly string[]> => {
  happenings.length = 0;
  await doing();
  sandbox.clock.advance(60_000);
  await sandbox.hub.idle();
  return happenings.flatMap((one) => {
    if (one.kind !== 'told' || !one.channel.startsWith('sns')) return [];
    const { detail } = one.record.finding;
    if (detail.kind !== 'quota') return [];
    return [
      `${detail.quota} ${detail.level} ${one.record.status} ${String(detail.used)}/${String(detail.limit)}`,
    ];
  });
};

/** Shares an image with the accounts of these numbers. */
const share = (from: number, to: number, what: 'Add' | 'Remove' = 'Add') => {
  const accounts = Array.from({ length: to - from }, (_, index) => ({
    UserId: String(200_000_000_000 + from + index),
  }));
  return client.send(
    new ModifyImageAttributeCommand({ ImageId: IMAGE, LaunchPermission: { [what]: accounts } }),
  );
};

describe('shares of one image, by event', () => {
  test('alert with the 800th of 1,000, once, and close below 780', async () => {
    expect(await told(() => share(0, 799))).toEqual([]);
    expect(await told(() => share(799, 800))).toEqual(['ami-shares warn open 800/1000']);
    expect(await told(() => share(800, 801))).toEqual([]);
    expect(await told(() => share(790, 801, 'Remove'))).toEqual([]);
    expect(await told(() => share(779, 790, 'Remove'))).toEqual(['ami-shares warn closed 800/1000']);
  });
});

describe('the AMIs of an account and region, by event', () => {
  let sweeps = 0;
  const sweep = async () => {
    const { settings, close } = sandboxMembers(sandbox, 'guard');
    closing.push(close);
    const { clock } = sandbox;
    sweeps += 1;
    const { record } = await sweepPlace(
      { place, id: `sweep-${String(sweeps)}`, until: null, share: 1, judge: inService },
      {
        ...guard,
        estate: estateReader({ ...settings, clock }),
        quotas: quotaReader({ quotas: quotaClients(settings), usage: usageClients(settings), clock }),
        pause: () => Promise.resolve(),
        progress: () => undefined,
      },
    );
    expect(record.gaps).toEqual([]);
  };
  const register = async (name: string): Promise<string> => {
    const made = await client.send(
      new RegisterImageCommand({
        Name: name,
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0aaaaaaaaaaaaaaa1' } }],
      }),
    );
    return made.ImageId ?? '';
  };

  test('alert as one passes the threshold, once, without being counted anew, and close when they are fewer', async () => {
    sandbox.quotas.apply(account, region, 'L-B665C33B', 20);
    // With the two that were there, 13 of 20.
    await told(() => Promise.all(Array.from({ length: 11 }, (_, one) => register(`before-${String(one)}`))));
    expect(await told(sweep)).toEqual([]);
    const lists = () =>
      sandbox.calls.of({}).filter(({ operation }) => operation === 'ListImagesInRecycleBin').length;
    const counted = lists();
    const made: string[] = [];
    const registered = (name: string) => async () => {
      made.push(await register(name));
    };
    const deregistered = () => client.send(new DeregisterImageCommand({ ImageId: made.pop() }));
    expect(await told(registered('the-14th'))).toEqual(['amis warn open 14/20']);
    expect(await told(registered('the-15th'))).toEqual([]);
    expect(await told(deregistered)).toEqual([]);
    const found = (await guard.inventory.place(place)).value.counts.find(({ quota }) => quota === 'amis');
    expect([found?.used, lists()]).toEqual([14, counted]);
    // A sweep that sees as many tells nobody again.
    expect(await told(sweep)).toEqual([]);
    expect(await told(deregistered)).toEqual(['amis warn closed 14/20']);
  });

  test('alert as an image that is made public passes the threshold of those', async () => {
    const publish = (image: string) =>
      client.send(
        new ModifyImageAttributeCommand({ ImageId: image, LaunchPermission: { Add: [{ Group: 'all' }] } }),
      );
    expect(await told(() => publish(IMAGE))).toEqual([]);
    let other = '';
    await told(async () => {
      other = await register('another');
    });
    expect(await told(() => publish(other))).toEqual(['public-amis warn open 2/5']);
  });
});
