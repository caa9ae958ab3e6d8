import { CreateAliasCommand, DeleteAliasCommand, KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
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
