import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { dynamoCoverage } from '../../../../lib/aws/dynamo-coverage.ts';
import { dynamoInventory } from '../../../../lib/aws/dynamo-inventory.ts';
import { deployedSettings } from '../../../../lib/config/deployed-settings.ts';
import { MEANS } from '../../../../lib/cli/doctor/means.ts';
import { runDoctor } from '../../../../lib/cli/doctor/run.ts';
import { runShares } from '../../../../lib/cli/shares/run.ts';
import type { CoverageEntry } from '../../../../lib/model/coverage.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { ownTemplates } from '../../../../lib/sandbox/hub/own-templates.ts';
import { deployStack } from '../../../../lib/sandbox/routing/stack.ts';
import { readTemplate } from '../../../../lib/sandbox/routing/template.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { swept } from '../estate/known-estate.ts';
import { capturedIo } from '../policy/captured-io.ts';

const HUB = '999988887777';
const NOW = new Date('2026-03-01T10:00:00.000Z');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  await enrol();
});
afterAll(() => sandbox.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

const place = (account: string) => ({
  account: AccountId.parse(account),
  region: Region.parse('us-east-1'),
});

const entry = (account: string, change: Partial<CoverageEntry> = {}): CoverageEntry => ({
  place: place(account),
  expectation: 'expected',
  expectedSince: '2026-02-28T00:00:00.000Z',
  attempt: null,
  told: null,
  ...change,
});

/** One that was swept this morning, one that never let the service in, one that is suspended. */
const enrol = async (): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: HUB, secretAccessKey: 'any' },
  });
  const table = 'ami-warden-dev-inventory';
  const refused = { operation: 'AssumeRole', code: 'AccessDenied', message: 'not trusted' };
  await dynamoCoverage({ client, name: table, token: randomUUID }).put(
    [
      entry('111122223333'),
      entry('222233334444', { attempt: { sweep: 's-1', at: '2026-03-01T09:00:00.000Z', fault: refused } }),
      entry('333344445555', { expectation: 'suspended' }),
    ].map((value) => ({ value, version: 0 })),
  );
  await dynamoInventory({ client, table }).putPlace(swept(), 0);
  client.destroy();
};

const doctor = async (flags: object) => {
  const keys = { AWS_ACCESS_KEY_ID: HUB, AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' };
  const env = { ...keys, AWS_ENDPOINT_URL: sandbox.endpoint };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { io, out, err } = capturedIo({ env });
  const code = await runDoctor({ org: true, via: 'ami-warden-dev', ...flags }, io, NOW, MEANS);
  return {
    code,
    err: err(),
    rows: out()
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
  };
};

test('what the service keeps is asked like what this machine keeps, by stack or table', async () => {
  const keys = { AWS_ACCESS_KEY_ID: HUB, AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' };
  const env = { ...keys, AWS_ENDPOINT_URL: sandbox.endpoint };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  for (const where of [{ table: 'ami-warden-dev-inventory' }, { via: 'ami-warden-dev' }]) {
    const { io, err } = capturedIo({ env });
    const code = await runShares(where, io, NOW);
    expect([code, err()]).toEqual([0, '1 account and region, looked at 1h ago (2026-03-01T09:00:00.000Z)\n']);
  }
});

/** The head, and what is told of accounts that a sweep has met. */
const planned = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  rows.filter(([where]) => where === 'WHERE' || /^(?:1111|2222).*us-east-1$/.test(where ?? ''));

const HEAD = [
  'WHERE',
  'STATE',
  'READER ROLE',
  'WRITER ROLE',
  'EVENT RULES',
  'LAST HEARD',
  'LAST SWEPT',
  'WHY',
];

test('without a role to look with: what the service itself saw', async () => {
  const { code, err, rows } = await doctor({});
  expect(planned(rows)).toEqual([
    HEAD,
    [
      '111122223333/us-east-1',
      'reporting',
      'there',
      '?',
      '?',
      '2026-03-01T09:01:00Z',
      '2026-03-01T09:01:00Z',
      '-',
    ],
    [
      '222233334444/us-east-1',
      'never-enrolled',
      'missing',
      '?',
      '?',
      'never',
      'never',
      'it never let us in: AssumeRole: AccessDenied: not trusted',
    ],
  ]);
  expect([code, err]).toEqual([
    2,
    '14 expected accounts and regions, 1 that are not\nsomething is missing in 1\nin 13 nobody can tell of some part\n',
  ]);
  // The four accounts of the organisation that no sweep has met, in three regions.
  expect(rows.filter((row) => row.at(-1) === 'no sweep has met it yet')).toHaveLength(12);
});

test('with one: the roles and rules of deploy/member.yaml as they are there', async () => {
  for (const account of ['111122223333', '222233334444']) {
    sandbox.roles.put({
      account: AccountId.parse(account),
      name: 'auditor',
      trusted: [HUB],
      externalId: 'ami-warden-example',
      organization: null,
      actions: ['iam:GetRole', 'events:ListRules'],
    });
  }
  sandbox.roles.remove('arn:aws:iam::222233334444:role/ami-warden-writer');
  const { code, rows } = await doctor({ role: 'auditor', externalId: 'ami-warden-example' });
  expect(planned(rows).map((row) => [row[0], ...row.slice(2, 5), row[7]])).toEqual([
    [HEAD[0], ...HEAD.slice(2, 5), HEAD[7]],
    ['111122223333/us-east-1', 'there', 'there', 'there', '-'],
    [
      '222233334444/us-east-1',
      'there',
      'missing',
      'there',
      'it never let us in: AssumeRole: AccessDenied: not trusted; there is no role ami-warden-writer',
    ],
  ]);
  expect(code).toBe(2);
});

test('where members are deployed without the writer role, none is missed', async () => {
  const flags = { role: 'auditor', externalId: 'ami-warden-example', auditOnly: true };
  const { rows } = await doctor(flags);
  expect(planned(rows).map((row) => [row[3], row[7]])).toEqual([
    [HEAD[3], HEAD[7]],
    ['-', '-'],
    ['-', 'it never let us in: AssumeRole: AccessDenied: not trusted'],
  ]);
  expect(await doctor({ auditOnly: true, role: undefined })).toMatchObject({
    code: 1,
    err: expect.stringContaining('--role') as string,
  });
});

test('what a stack was deployed with is what its members are held against; an older one says nothing of it', () => {
  const told = [
    ['ReaderRoleName', 'second-reader'],
    ['WriterRoleName', 'second-writer'],
    ['CoverageHours', '200,190'],
  ] as const;
  expect(deployedSettings(new Map(told))).toEqual({
    readerRole: 'second-reader',
    writerRole: 'second-writer',
    limits: { silentHours: 200, staleHours: 190 },
  });
  expect(deployedSettings(new Map())).toEqual({
    readerRole: 'ami-warden-reader',
    writerRole: 'ami-warden-writer',
    limits: { silentHours: 48, staleHours: 48 },
  });
});

test('the stack tells what it was deployed with', () => {
  const { name, text } = ownTemplates().hub;
  const { outputs } = deployStack(readTemplate(name, text), {
    account: HUB,
    region: 'us-east-1',
    stage: 'dev',
    parameters: {
      OrganizationId: 'o-exampleorg1',
      ExternalId: 'ami-warden-example',
      ReaderRoleName: 'second-reader',
    },
  });
  expect(deployedSettings(outputs)).toMatchObject({
    readerRole: 'second-reader',
    limits: { staleHours: 48 },
  });
});

test('rules of another stage are not there; a role that nobody may take tells nothing', async () => {
  const other = await doctor({ role: 'auditor', externalId: 'ami-warden-example', stage: 'prod' });
  expect(other.rows[1]?.[4]).toBe('missing');
  expect(other.rows[1]?.[7]).toBe(
    'there is no rule ami-warden-prod-forward and no rule ami-warden-prod-forward-attempts',
  );
  const nobody = await doctor({ role: 'nobody' });
  expect(nobody.rows[1]?.slice(2, 5)).toEqual(['there', '?', '?']);
});
