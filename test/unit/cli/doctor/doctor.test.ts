import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { MEANS } from '../../../../lib/cli/doctor/means.ts';
import { runDoctor } from '../../../../lib/cli/doctor/run.ts';
import { AccountId } from '../../../../lib/model/ids.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { folderOf } from '../policy/folder.ts';

const OWNER = AccountId.parse('111122223333');
const POLICY = `version: 1
name: doctor-test
mode: audit
rules:
  sharing: { allow: { orgs: [self] } }
  export: { buckets: [ours] }
  quota: {}
notify: { default: { slack: '#cloud-security' } }
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

/** What doctor tells somebody who may do these actions. */
const doctor = async (
  actions: readonly string[],
  flags: object = {},
  more: Readonly<Record<string, string | undefined>> = {},
) => {
  const role = {
    account: OWNER,
    name: 'team/auditor',
    trusted: [],
    externalId: null,
    organization: null,
    actions,
  };
  sandbox.roles.put(role);
  const keys = sandbox.credentialsOf('arn:aws:iam::111122223333:role/team/auditor', 'alice');
  const env = {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
    ...more,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { io, out, err } = capturedIo({ env });
  const policy = [folderOf({ 'policy.yaml': POLICY })('policy.yaml')];
  const before = sandbox.calls.of({}).length;
  const code = await runDoctor({ policy, ...flags }, io, new Date(), MEANS);
  const calls = sandbox.calls.of({}).slice(before);
  return { code, out: out(), err: err().replaceAll(policy[0] ?? '', 'policy.yaml'), calls };
};

const READING = [
  'cloudwatch:GetMetricData',
  'ec2:DescribeImageAttribute',
  'ec2:DescribeImages',
  'ec2:DescribeRegions',
  'ec2:DescribeSnapshots',
  'ec2:ListImagesInRecycleBin',
  'servicequotas:GetServiceQuota',
];
const ASKING = ['iam:GetRole', 'iam:SimulatePrincipalPolicy'];

const ARN = 'arn:aws:sts::111122223333:assumed-role/auditor/alice';

test('IAM computes what is missing, the path of the role included; nothing else is called', async () => {
  const { code, out, err, calls } = await doctor([...READING, ...ASKING]);
  expect(out.split('\n')).toEqual([
    'FOR           ANSWER     MISSING OR NOT KNOWN                                                             KNOWN BY',
    'scan          all there  -                                                                                simulation',
    'rule sharing  all there  -                                                                                simulation',
    'rule export   missing    ec2:DescribeExportImageTasks, ec2:DescribeStoreImageTasks (no policy allows it)  simulation',
    'rule quota    missing    servicequotas:GetAWSDefaultServiceQuota (no policy allows it)                    simulation',
    '',
  ]);
  expect(err).toBe(
    `${ARN}, asked in us-east-1; policy policy.yaml\n` +
      'missing: ec2:DescribeExportImageTasks, ec2:DescribeStoreImageTasks, servicequotas:GetAWSDefaultServiceQuota\n',
  );
  expect(code).toBe(2);
  expect(new Set(calls.map(({ operation }) => operation))).toEqual(
    new Set(['GetCallerIdentity', 'GetRole', 'SimulatePrincipalPolicy']),
  );
});

test('where IAM does not tell, what reads is tried without effect, and says the same', async () => {
  const { code, out, err } = await doctor(READING);
  expect(out.split('\n').map((line) => line.trimEnd().split(/ {2,}/))).toEqual([
    ['FOR', 'ANSWER', 'MISSING OR NOT KNOWN', 'KNOWN BY'],
    ['scan', 'all there', '-', 'probe'],
    ['rule sharing', 'all there', '-', 'probe'],
    [
      'rule export',
      'missing',
      'ec2:DescribeExportImageTasks, ec2:DescribeStoreImageTasks (it was answered by UnauthorizedOperation)',
      'probe',
    ],
    [
      'rule quota',
      'missing',
      'servicequotas:GetAWSDefaultServiceQuota (it was answered by AccessDeniedException)',
      'probe',
    ],
    [''],
  ]);
  expect(err).toContain(
    'tried instead of computed: iam:SimulatePrincipalPolicy was answered by AccessDenied\n',
  );
  expect(code).toBe(2);
});

test('nothing is missing', async () => {
  const more = [
    'servicequotas:GetAWSDefaultServiceQuota',
    'ec2:DescribeExportImageTasks',
    'ec2:DescribeStoreImageTasks',
  ];
  const computed = await doctor([...READING, ...ASKING, ...more]);
  const tried = await doctor([...READING, ...more]);
  expect([computed.code, computed.err.endsWith('nothing is missing\n')]).toEqual([0, true]);
  expect([tried.code, tried.err.endsWith('nothing is missing\n')]).toEqual([0, true]);
});

test('where nobody names a region it asks where scan does', async () => {
  const nowhere = { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, AWS_CONFIG_FILE: '/nonexistent' };
  const { code, err } = await doctor(['*'], {}, nowhere);
  expect([code, err.split('\n')[0]]).toEqual([
    0,
    'arn:aws:sts::111122223333:assumed-role/auditor/alice, asked in us-east-1; policy policy.yaml',
  ]);
});

test('what writes is never tried: without IAM nobody can tell', async () => {
  const { code, out, calls } = await doctor(['*:Describe*', '*:Get*', '*:List*'], {
    for: ['remediation'],
    output: 'json',
  });
  const { missing, unknown } = JSON.parse(out) as {
    readonly missing: readonly string[];
    readonly unknown: readonly string[];
  };
  expect(missing).toEqual([]);
  expect(unknown).toContain('ec2:ModifyImageAttribute');
  expect(code).toBe(3);
  const writes = calls.filter(({ operation }) => !/^(?:Describe|Get|List|Simulate)/.test(operation));
  expect(writes).toEqual([]);
});

test.each([
  ['by trying', ['organizations:*']],
  ['also where IAM computes that its own policies allow it', ['organizations:*', ...ASKING]],
])('a member account may not walk the organisation, %s: scan --org needs another', async (_, actions) => {
  const { code, err } = await doctor(actions, { for: ['organization'] });
  expect([code, err.split('\n').at(-2)]).toEqual([
    2,
    'missing: organizations:ListAccountsForParent, organizations:ListOrganizationalUnitsForParent, organizations:ListRoots',
  ]);
});

test.each([
  [{ for: ['everything'] }, '--for: expected one of scan, organization, rules, remediation'],
  [{ org: true }, '--org: expected with --via, and --via with this'],
  [{ stage: 'prod' }, '--org: expected with --role and --stage'],
])('%j is refused', async (flags, problem) => {
  const { code, err } = await doctor([], flags);
  expect([code, err]).toEqual([1, `ami-warden doctor: ${problem}\n`]);
});
