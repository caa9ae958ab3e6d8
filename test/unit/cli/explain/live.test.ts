import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { runExplain } from '../../../../lib/cli/explain/run.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { folderOf } from '../policy/folder.ts';

const NOW = new Date('2026-09-01T12:00:00.000Z');
const OWNER = '111122223333';
const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const POLICY = `version: 1
mode: notify
rules:
  public-sharing: {}
  sharing: { allow: { orgs: [self] } }
  guardrails: { imageBlockPublicAccess: block-new-sharing }
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  const ec2 = new EC2Client({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: OWNER, secretAccessKey: 'any' },
  });
  await ec2.send(
    new ModifyImageAttributeCommand({
      ImageId: IMAGE,
      LaunchPermission: { Add: [{ UserId: '012345678901' }] },
    }),
  );
  ec2.destroy();
});
afterAll(() => sandbox.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

const live = async (of: string, flags: object = {}, caller = OWNER) => {
  vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', caller);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  const path = folderOf({ 'policy.yaml': POLICY });
  const { io, out, err } = capturedIo();
  const code = await runExplain([of], { policy: [path('policy.yaml')], live: true, ...flags }, io, NOW);
  return { code, out: out(), err: err() };
};

test('reads an image with the own credentials, and nothing but reads', async () => {
  sandbox.calls.clear();
  const { code, out } = await live(IMAGE, { output: 'json' });
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({
    ref: { account: OWNER, region: 'us-east-1', image: IMAGE },
    evaluation: {
      verdicts: [
        { rule: 'public-sharing', verdict: 'pass' },
        { rule: 'sharing', verdict: 'fail' },
      ],
    },
  });
  const operations = new Set(sandbox.calls.of({}).map(({ operation }) => operation));
  expect([...operations].filter((name) => !/^(?:Describe|Get|List)/.test(name))).toEqual([]);
  expect(operations.has('DescribeImageAttribute')).toBe(true);
});

test('says what could not be known of the organisation: a member may not list its accounts', async () => {
  const { err } = await live(IMAGE);
  expect(err).toContain('the accounts and units of the organisation could not be read');
});

test('finds the image of a finding among those of the account and region', async () => {
  const { out } = await live(IMAGE, { output: 'json' });
  const { evaluation } = JSON.parse(out) as { evaluation: { findings: { id: string }[] } };
  const found = await live(evaluation.findings[0]?.id ?? '', { output: 'json' });
  expect(JSON.parse(found.out)).toMatchObject({ ref: { image: IMAGE } });
});

test('reads the guard rails of an account and region', async () => {
  const { out } = await live(`${OWNER}/us-east-1`, { output: 'json' });
  expect(JSON.parse(out)).toMatchObject({
    ref: { account: OWNER, region: 'us-east-1' },
    evaluation: { verdicts: [{ rule: 'guardrails' }] },
  });
});

test.each([
  [
    'another account',
    IMAGE,
    { account: '222233334444' },
    'these credentials are of account 111122223333, not of 222233334444',
  ],
  ['another account in the key', `222233334444/us-east-1/${IMAGE}`, {}, 'not of 222233334444'],
  [
    'an image that is not there',
    'ami-99999999999999999',
    {},
    'AWS has no such subject in 111122223333/us-east-1',
  ],
])('ends with 1 for %s', async (_, of, flags, problem) => {
  const { code, err } = await live(of, flags);
  expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
});
