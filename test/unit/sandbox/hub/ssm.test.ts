import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

const TOKEN = '/ami-warden/dev/slack-token';

let sandbox: Sandbox;
let ssm: SSMClient;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  ssm = new SSMClient(clientOf(sandbox));
});
afterEach(async () => {
  ssm.destroy();
  await sandbox.close();
});

describe('parameters', () => {
  it('are decrypted when that is asked for, and only then', async () => {
    sandbox.hub.parameters.set(TOKEN, 'xoxb-other');
    const open = await ssm.send(new GetParameterCommand({ Name: TOKEN, WithDecryption: true }));
    expect(open.Parameter).toEqual({
      Name: TOKEN,
      Type: 'SecureString',
      Value: 'xoxb-other',
      Version: 2,
      LastModifiedDate: new Date('2026-03-02T09:00:00Z'),
      ARN: 'arn:aws:ssm:us-east-1:999988887777:parameter/ami-warden/dev/slack-token',
      DataType: 'text',
    });
    const closed = await ssm.send(new GetParameterCommand({ Name: TOKEN }));
    expect(closed.Parameter?.Value).not.toContain('xoxb');
  });

  it('are found by ARN', async () => {
    const Name = 'arn:aws:ssm:us-east-1:999988887777:parameter/ami-warden/dev/slack-token';
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    expect(Parameter?.Name).toBe(TOKEN);
  });

  it('that are missing are said to be', async () => {
    const missing = new GetParameterCommand({ Name: '/nothing' });
    await expect(ssm.send(missing)).rejects.toMatchObject({ name: 'ParameterNotFound' });
    const several = await ssm.send(new GetParametersCommand({ Names: ['/nothing', TOKEN] }));
    expect(several.Parameters?.map(({ Name }) => Name)).toEqual([TOKEN]);
    expect(several.InvalidParameters).toEqual(['/nothing']);
  });

  it('are of one account and one region', async () => {
    for (const settings of [
      clientOf(sandbox, '111122223333'),
      { ...clientOf(sandbox), region: 'eu-west-1' },
    ]) {
      const other = new SSMClient(settings);
      await expect(other.send(new GetParameterCommand({ Name: TOKEN }))).rejects.toMatchObject({
        name: 'ParameterNotFound',
      });
      other.destroy();
    }
  });

  it('are set, and overwritten only on purpose', async () => {
    const put = (Overwrite: boolean) =>
      ssm.send(new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String', Overwrite }));
    expect((await put(false)).Version).toBe(1);
    await expect(put(false)).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect((await put(true)).Version).toBe(2);
  });
});
