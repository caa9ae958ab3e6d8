import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachService } from '../../lib/cli/sandbox/service.ts';
import { readPolicy } from '../../lib/cli/sandbox/policy-file.ts';
import { bundleJson, sealBundle } from '../../lib/policy/bundle.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { pythonTool } from './python.ts';

const run = promisify(execFile);
const aws = pythonTool('aws');
const python = pythonTool('boto3');

const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const ORGANIZATION = 'arn:aws:organizations::123456789012:organization/o-exampleorg1';
const PARTNERS = 'arn:aws:organizations::888877776666:organization/o-partner1234';
const PROD = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  const policy = await readPolicy(undefined);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  // Without their graces, which would leave a share with a stranger as it is for an hour.
  const rules = policy.bundle.rules.map((rule) => ({ ...rule, graceSeconds: 0 }));
  const bundle = sealBundle({ ...policy.bundle, rules });
  sandbox.hub.bucket.put('policy.json', bundleJson(bundle), 'application/json');
  attachService(sandbox, { note: () => undefined });
});
afterAll(() => sandbox.close());

const environment = (account: string) => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_SESSION_TOKEN: '',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** The grants in an order of their own, since EC2 promises none. */
const sorted = (grants: unknown): readonly string[] =>
  (grants as Record<string, string>[]).flatMap((grant) => Object.values(grant)).toSorted();

describe.skipIf(aws === null)('the AWS CLI as the offender', () => {
  const cli = async (account: string, ...args: string[]): Promise<unknown> => {
    const { stdout } = await run(
      aws ?? 'aws',
      ['--endpoint-url', sandbox.endpoint, '--output', 'json', 'ec2', ...args],
      { env: environment(account) },
    );
    await sandbox.hub.idle();
    return stdout.trim() === '' ? null : (JSON.parse(stdout) as unknown);
  };
  const share = (added: string): Promise<unknown> =>
    cli(
      '111122223333',
      'modify-image-attribute',
      '--image-id',
      IMAGE,
      '--launch-permission',
      `Add=[${added}]`,
    );
  const grants = async (): Promise<readonly string[]> => {
    const answer = await cli(
      '111122223333',
      'describe-image-attribute',
      '--image-id',
      IMAGE,
      '--attribute',
      'launchPermission',
    );
    return sorted((answer as { LaunchPermissions: unknown }).LaunchPermissions);
  };

  test('approved grants to an account, organisations and a unit are left alone', async () => {
    await share(`{UserId=222233334444},{UserId=444455556666},{OrganizationArn=${ORGANIZATION}}`);
    await share(`{OrganizationArn=${PARTNERS}},{OrganizationalUnitArn=${PROD}}`);
    expect(await grants()).toEqual(['222233334444', '444455556666', ORGANIZATION, PROD, PARTNERS]);
  });

  test('an image made public is private again, and its approved grants are still there', async () => {
    await share('{Group=all}');
    expect(await grants()).toEqual(['222233334444', '444455556666', ORGANIZATION, PROD, PARTNERS]);
  });

  test('an account that nobody approved is removed', async () => {
    await share('{UserId=012345678901}');
    expect(await grants()).toEqual(['222233334444', '444455556666', ORGANIZATION, PROD, PARTNERS]);
  });

  test('what it asks for and must not have is refused in AWS’s words', async () => {
    await expect(
      cli(
        '222233334444',
        'modify-image-attribute',
        '--image-id',
        IMAGE,
        '--launch-permission',
        'Add=[{Group=all}]',
      ),
    ).rejects.toThrow(/AuthFailure|UnauthorizedOperation|InvalidAMIID/);
    await expect(cli('111122223333', 'describe-hosts')).rejects.toThrow('InvalidAction');
    await expect(
      cli(
        '111122223333',
        'modify-image-attribute',
        '--image-id',
        IMAGE,
        '--launch-permission',
        'Add=[{Group=all}]',
        '--dry-run',
      ),
    ).rejects.toThrow('DryRunOperation');
  });

  test('pages, filters and queries work', async () => {
    const answer = await cli(
      '111122223333',
      'describe-images',
      '--owners',
      'self',
      '--page-size',
      '1',
      '--filters',
      'Name=name,Values=golden-*',
      '--query',
      'sort(Images[].Name)',
    );
    expect(answer).toEqual(['golden-base-2024.10', 'golden-hardened-2024.10']);
  });
});

describe.skipIf(python === null)('boto3 as the offender', () => {
  const SCRIPT = `
import boto3, json, sys
ec2 = boto3.client("ec2", endpoint_url=sys.argv[1], region_name="us-east-1")
image = sys.argv[2]
if len(sys.argv) > 3:
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": json.loads(sys.argv[3])})
print(json.dumps(ec2.describe_image_attribute(ImageId=image, Attribute="launchPermission")["LaunchPermissions"]))
`;
  const boto3 = async (
    account: string,
    image: string,
    added?: readonly object[],
  ): Promise<readonly string[]> => {
    const args = [
      '-c',
      SCRIPT,
      sandbox.endpoint,
      image,
      ...(added === undefined ? [] : [JSON.stringify(added)]),
    ];
    const { stdout } = await run(python ?? 'python3', args, { env: environment(account) });
    await sandbox.hub.idle();
    return sorted(JSON.parse(stdout));
  };

  test('of four kinds of principal in one call exactly the unapproved go', async () => {
    const image = 'ami-0bbbbbbbbbbbbbb01';
    await boto3('222233334444', image, [
      { UserId: '012345678901' },
      { UserId: '444455556666' },
      { OrganizationArn: ORGANIZATION },
      { OrganizationalUnitArn: 'arn:aws:organizations::000000000042:ou/o-strangers1/ou-zz99-unknown1' },
      { OrganizationalUnitArn: PROD },
    ]);
    expect(await boto3('222233334444', image)).toEqual(['444455556666', ORGANIZATION, PROD]);
  });

  test('a public share is revoked', async () => {
    await boto3('111122223333', IMAGE, [{ Group: 'all' }]);
    expect(await boto3('111122223333', IMAGE)).not.toContain('all');
  });
});
