import { DescribeImageAttributeCommand, DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/sandbox.ts';

const [account, region] = [AccountId.parse('111122223333'), Region.parse('us-east-1')];
let sandbox: Sandbox;
let client: EC2Client;

const images = (from: Sandbox) =>
  from.ec2.images.list(region, account).filter(({ body }) => body.Name?.startsWith('generated-') === true);

beforeAll(async () => {
  sandbox = await startSandbox({ images: { count: 400, spread: false, offending: 0.5 } });
  client = new EC2Client({
    endpoint: sandbox.endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

it('offends in every way, as EC2 lets it, and the same for the same seed', async () => {
  const all = images(sandbox);
  expect(all).toHaveLength(400);
  const shared = all.filter(({ permission }) => permission.length > 0);
  expect(new Set(shared.flatMap(({ permission }) => permission.map(({ kind }) => kind)))).toEqual(
    new Set(['account', 'public']),
  );
  // Nobody can share what is under the account's own aws/ebs key.
  const isPlain = ({ body }: (typeof all)[number]): boolean =>
    (body.BlockDeviceMappings ?? []).every(({ Ebs }) => Ebs?.Encrypted === false);
  expect(shared.every(isPlain)).toBe(true);
  expect(all.some(({ body }) => body.VirtualizationType === 'paravirtual')).toBe(true);
  expect(all.some(({ state }) => state === 'disabled')).toBe(true);
  expect(all.some(({ tags }) => Object.keys(tags).length === 0)).toBe(true);
  const inOrder = all.filter(
    ({ tags, permission, state, body }) =>
      tags['Owner'] !== undefined &&
      permission.length === 0 &&
      state === 'available' &&
      body.VirtualizationType === 'hvm',
  );
  expect(inOrder.length).toBeGreaterThan(150);
  expect(inOrder.length).toBeLessThan(250);

  const again = await startSandbox({ images: { count: 400, spread: false, offending: 0.5 } });
  const summary = (one: Sandbox) => images(one).map(({ id, tags, permission }) => ({ id, tags, permission }));
  expect(summary(again)).toEqual(summary(sandbox));
  await again.close();
});

it('tells pages that hold each image once, and counts what it answered and refused', async () => {
  await fetch(`${sandbox.endpoint}/sandbox/spent`, { method: 'DELETE' });
  const seen: (string | undefined)[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        IncludeDisabled: true,
        MaxResults: 150,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    seen.push(...(page.Images ?? []).map(({ ImageId }) => ImageId));
    token = page.NextToken;
  } while (token);
  // The two of the seed besides.
  expect(seen).toHaveLength(402);
  expect(new Set(seen).size).toBe(402);
  const gone = new DescribeImageAttributeCommand({
    ImageId: 'ami-0ffffffffffffffff',
    Attribute: 'launchPermission',
  });
  await expect(client.send(gone)).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' });
  const spent = (await (await fetch(`${sandbox.endpoint}/sandbox/spent`)).json()) as { calls: object };
  expect(spent.calls).toEqual({
    'ec2:DescribeImageAttribute': { answered: 0, refused: { 'InvalidAMIID.NotFound': 1 } },
    'ec2:DescribeImages': { answered: 3, refused: {} },
  });
});
