import { DescribeImagesCommand, EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

const READER = 'arn:aws:iam::111122223333:role/ami-warden-reader';
const WRITER = 'arn:aws:iam::111122223333:role/ami-warden-writer';
const EXTERNAL = 'ami-warden-example';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let sandbox: Sandbox;
let clock: SandboxClock;

beforeEach(async () => {
  clock = new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true });
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.close());

const settings = (credentials: Keys) => ({
  endpoint: sandbox.endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials,
});
const account = (id: string): Keys => ({ accessKeyId: id, secretAccessKey: 'any' });
const functionKeys = (name = 'guard'): Keys => {
  const { accessKeyId, secretAccessKey, sessionToken } = sandbox.credentialsOf(
    `arn:aws:iam::999988887777:role/ami-warden-dev-${name}`,
  );
  return { accessKeyId, secretAccessKey, sessionToken };
};
const identity = async (keys: Keys): Promise<string | undefined> =>
  (await new STSClient(settings(keys)).send(new GetCallerIdentityCommand({}))).Arn;

const assume = async (keys: Keys, arn: string, externalId: string | undefined = EXTERNAL): Promise<Keys> => {
  const command = new AssumeRoleCommand({
    RoleArn: arn,
    RoleSessionName: 'ami-warden-test',
    ExternalId: externalId,
  });
  const { Credentials: given } = await new STSClient(settings(keys)).send(command);
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
};

const read = (keys: Keys): Promise<unknown> =>
  new EC2Client(settings(keys)).send(new DescribeImagesCommand({ Owners: ['self'] }));
const write = (keys: Keys): Promise<unknown> =>
  new EC2Client(settings(keys)).send(
    new ModifyImageAttributeCommand({
      ImageId: 'ami-0aaaaaaaaaaaaaa01',
      LaunchPermission: { Add: [{ UserId: '444455556666' }] },
    }),
  );

describe('who calls', () => {
  it('is said by the access key id: an account, one outside the organisation, a session', async () => {
    expect(await identity(account('111122223333'))).toBe('arn:aws:iam::111122223333:user/operator');
    expect(await identity(account('012345678901'))).toBe('arn:aws:iam::012345678901:user/operator');
    expect(await identity(functionKeys())).toBe(
      'arn:aws:sts::999988887777:assumed-role/ami-warden-dev-guard/ami-warden-dev-guard',
    );
    const session = await assume(functionKeys(), READER);
    expect(session.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(await identity(session)).toBe(
      'arn:aws:sts::111122223333:assumed-role/ami-warden-reader/ami-warden-test',
    );
  });

  it('has to be known', async () => {
    await expect(identity(account('AKIAEXAMPLE'))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
    });
    await expect(read(account('AKIAEXAMPLE'))).rejects.toMatchObject({ name: 'AuthFailure' });
  });

  it('has to bring the session’s token', async () => {
    const session = await assume(functionKeys(), READER);
    await expect(read({ ...session, sessionToken: 'another' })).rejects.toMatchObject({
      name: 'AuthFailure',
    });
    await expect(read({ ...account(session.accessKeyId) })).rejects.toMatchObject({ name: 'AuthFailure' });
  });

  it('is nobody when the session has expired, to the millisecond', async () => {
    const session = await assume(functionKeys(), READER);
    clock.advance(3_600_000 - 1);
    await expect(read(session)).resolves.toBeDefined();
    clock.advance(1);
    await expect(read(session)).rejects.toMatchObject({ name: 'RequestExpired' });
    await expect(identity(session)).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(read(functionKeys())).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('can be asked of a key', async () => {
    const client = new STSClient(settings(account('111122223333')));
    const { Account } = await client.send(new GetAccessKeyInfoCommand({ AccessKeyId: '222233334444' }));
    expect(Account).toBe('222233334444');
  });
});

describe('AssumeRole', () => {
  const denied = (arn: string) => ({
    name: 'AccessDenied',
    message:
      'User: arn:aws:sts::999988887777:assumed-role/ami-warden-dev-guard/ami-warden-dev-guard ' +
      `is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    $metadata: expect.objectContaining({ httpStatusCode: 403 }) as unknown,
  });

  it('is refused without the external id, and with another', async () => {
    const client = new STSClient(settings(functionKeys()));
    const without = new AssumeRoleCommand({ RoleArn: READER, RoleSessionName: 'ami-warden-test' });
    await expect(client.send(without)).rejects.toMatchObject(denied(READER));
    await expect(assume(functionKeys(), READER, 'guessed')).rejects.toMatchObject(denied(READER));
  });

  it('is refused the same way where there is no such role', async () => {
    const arn = 'arn:aws:iam::012345678901:role/ami-warden-reader';
    await expect(assume(functionKeys(), arn)).rejects.toMatchObject(denied(arn));
    sandbox.roles.remove(READER);
    await expect(assume(functionKeys(), READER)).rejects.toMatchObject(denied(READER));
  });

  it('is refused to whom the role does not trust', async () => {
    await expect(assume(account('111122223333'), READER)).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::111122223333:user/operator is not authorized to perform: sts:AssumeRole on resource: ' +
        READER,
    });
    await expect(assume(account('999988887777'), READER)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(functionKeys('guard'), WRITER)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(functionKeys('notify'), READER)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is refused to a hub that has left the organisation', async () => {
    const keys = functionKeys();
    const hub = sandbox.organization.account('999988887777');
    if (hub === null) throw new Error('the example has a hub');
    sandbox.organization.removeAccount(hub.account);
    await expect(assume(keys, READER)).rejects.toMatchObject({ name: 'AccessDenied' });
    sandbox.organization.putAccount(hub);
    await expect(assume(keys, READER)).resolves.toBeDefined();
  });

  it('lets a trusted account in, as the management account is', async () => {
    const arn = 'arn:aws:iam::111122223333:role/OrganizationAccountAccessRole';
    const session = await assume(account('123456789012'), arn, undefined);
    await expect(write(session)).resolves.toBeDefined();
  });

  it('holds chained sessions to one hour', async () => {
    const command = new AssumeRoleCommand({
      RoleArn: READER,
      RoleSessionName: 'ami-warden-test',
      ExternalId: EXTERNAL,
      DurationSeconds: 3601,
    });
    await expect(new STSClient(settings(functionKeys())).send(command)).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
  });
});

describe('what a role may do', () => {
  it('is its actions and no more', async () => {
    const reader = await assume(functionKeys(), READER);
    await expect(read(reader)).resolves.toBeDefined();
    await expect(write(reader)).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message:
        'You are not authorized to perform this operation. User: ' +
        'arn:aws:sts::111122223333:assumed-role/ami-warden-reader/ami-warden-test is not authorized to perform: ' +
        'ec2:ModifyImageAttribute because no identity-based policy allows the ec2:ModifyImageAttribute action',
    });
    await expect(write(await assume(functionKeys('remediate'), WRITER))).resolves.toBeDefined();
  });

  it('can be changed under a session', async () => {
    const writer = await assume(functionKeys('remediate'), WRITER);
    sandbox.roles.change(WRITER, { actions: ['ec2:Describe*'] });
    await expect(write(writer)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    sandbox.roles.remove(WRITER);
    await expect(read(writer)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    expect(await identity(writer)).toBe(
      'arn:aws:sts::111122223333:assumed-role/ami-warden-writer/ami-warden-test',
    );
  });

  it('is checked before a dry run says that it would succeed', async () => {
    const reader = await assume(functionKeys(), READER);
    const dryRun = (keys: Keys) =>
      new EC2Client(settings(keys)).send(
        new ModifyImageAttributeCommand({
          ImageId: 'ami-0aaaaaaaaaaaaaa01',
          LaunchPermission: { Add: [{ UserId: '444455556666' }] },
          DryRun: true,
        }),
      );
    await expect(dryRun(reader)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(dryRun(account('111122223333'))).rejects.toMatchObject({ name: 'DryRunOperation' });
  });
});
