import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

let sandbox: Sandbox;

const client = (account: string, region = 'us-east-1'): KMSClient =>
  new KMSClient({
    endpoint: sandbox.endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });

const names = async (kms: KMSClient, input: object): Promise<readonly (string | undefined)[]> => {
  const { Aliases = [] } = await kms.send(new ListAliasesCommand(input));
  return Aliases.map(({ AliasName }) => AliasName);
};

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

describe('KMS', () => {
  it('tells the aliases of one own key, by its ARN or its id', async () => {
    const kms = client('111122223333');
    const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: SEED.goldenKey }));
    expect(Aliases).toEqual([
      {
        AliasName: 'alias/golden-images',
        AliasArn: 'arn:aws:kms:us-east-1:111122223333:alias/golden-images',
        TargetKeyId: '0aaaaaaa-1111-4222-8333-444444444444',
      },
      {
        AliasName: 'alias/ami-default',
        AliasArn: 'arn:aws:kms:us-east-1:111122223333:alias/ami-default',
        TargetKeyId: '0aaaaaaa-1111-4222-8333-444444444444',
      },
    ]);
    expect(await names(kms, { KeyId: '0aaaaaaa-1111-4222-8333-444444444444' })).toEqual([
      'alias/golden-images',
      'alias/ami-default',
    ]);
  });

  it('does not know other accounts’ and other regions’ keys', async () => {
    const unknown = { name: 'NotFoundException' };
    await expect(names(client('222233334444'), { KeyId: SEED.goldenKey })).rejects.toMatchObject(unknown);
    await expect(names(client('111122223333', 'eu-west-1'), { KeyId: SEED.goldenKey })).rejects.toMatchObject(
      unknown,
    );
    expect(await names(client('222233334444'), {})).toEqual(['alias/images']);
  });

  it('lists page by page', async () => {
    const kms = client('111122223333');
    const first = await kms.send(new ListAliasesCommand({ Limit: 1 }));
    expect(first).toMatchObject({ Truncated: true, Aliases: [{ AliasName: 'alias/golden-images' }] });
    const second = await kms.send(new ListAliasesCommand({ Limit: 1, Marker: first.NextMarker }));
    expect(second.Aliases?.map(({ AliasName }) => AliasName)).toEqual(['alias/ami-default']);
    await expect(names(kms, { Marker: 'x' })).rejects.toMatchObject({ name: 'InvalidMarkerException' });
  });

  it('gives a key another name, and takes it away', async () => {
    const kms = client('111122223333');
    const alias = { AliasName: 'alias/ami-2026', TargetKeyId: SEED.goldenKey };
    await kms.send(new CreateAliasCommand(alias));
    expect(await names(kms, { KeyId: SEED.goldenKey })).toContain('alias/ami-2026');
    await expect(kms.send(new CreateAliasCommand(alias))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
    await kms.send(new DeleteAliasCommand({ AliasName: 'alias/ami-2026' }));
    expect(await names(kms, { KeyId: SEED.goldenKey })).not.toContain('alias/ami-2026');
    const own = { AliasName: 'alias/aws/ebs', TargetKeyId: SEED.goldenKey };
    await expect(kms.send(new CreateAliasCommand(own))).rejects.toMatchObject({
      name: 'InvalidAliasNameException',
    });
  });
});

describe('a key', () => {
  const ALIAS = 'arn:aws:kms:us-east-1:111122223333:alias/ami-default';
  const stateOf = async (kms: KMSClient): Promise<string | undefined> =>
    (await kms.send(new DescribeKeyCommand({ KeyId: ALIAS }))).KeyMetadata?.KeyState;

  it('is told by its alias to all whom it lets in, with its state', async () => {
    const own = client('111122223333');
    expect(
      (await client('333344445555').send(new DescribeKeyCommand({ KeyId: ALIAS }))).KeyMetadata,
    ).toMatchObject({
      Arn: SEED.goldenKey,
      AWSAccountId: '111122223333',
      KeyManager: 'CUSTOMER',
      KeyState: 'Enabled',
    });
    await own.send(new DisableKeyCommand({ KeyId: SEED.goldenKey }));
    expect(await stateOf(own)).toBe('Disabled');
    await own.send(new EnableKeyCommand({ KeyId: SEED.goldenKey }));
    await own.send(new ScheduleKeyDeletionCommand({ KeyId: SEED.goldenKey }));
    expect(await stateOf(own)).toBe('PendingDeletion');
    await own.send(new CancelKeyDeletionCommand({ KeyId: SEED.goldenKey }));
    expect(await stateOf(own)).toBe('Disabled');
  });

  it('is not told to others, nor what is none', async () => {
    const describeBy = (account: string, KeyId: string) =>
      client(account).send(new DescribeKeyCommand({ KeyId }));
    await expect(describeBy('777788889999', ALIAS)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(describeBy('111122223333', 'alias/none')).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('tells its policy and grants to its own account alone', async () => {
    const own = client('111122223333');
    const key = sandbox.ec2.keys.get(SEED.goldenKey);
    if (key === null) throw new Error('no key');
    sandbox.ec2.keys.put({ ...key, granted: ['777788889999'] });
    const { Policy } = await own.send(new GetKeyPolicyCommand({ KeyId: SEED.goldenKey }));
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Statement: [
        { Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' },
        { Principal: { AWS: ['arn:aws:iam::444455556666:root'] } },
        { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } },
      ],
    });
    const { Grants } = await own.send(new ListGrantsCommand({ KeyId: SEED.goldenKey }));
    expect(Grants?.map(({ GranteePrincipal }) => GranteePrincipal)).toEqual([
      'arn:aws:iam::777788889999:root',
    ]);
    const other = client('333344445555');
    const denied = { name: 'AccessDeniedException' };
    await expect(other.send(new GetKeyPolicyCommand({ KeyId: SEED.goldenKey }))).rejects.toMatchObject(
      denied,
    );
    await expect(other.send(new ListGrantsCommand({ KeyId: SEED.goldenKey }))).rejects.toMatchObject(denied);
  });
});
