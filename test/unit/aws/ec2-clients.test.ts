import { describe, expect, it } from 'vitest';
import { ec2Clients } from '../../../lib/aws/ec2-clients.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';

const account = (number: number): AccountId => AccountId.parse(String(number).padStart(12, '0'));
const ireland = Region.parse('eu-west-1');
const oregon = Region.parse('us-west-2');

const credentials = (
  id: AccountId,
): Promise<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}> =>
  Promise.resolve({
    accessKeyId: id,
    secretAccessKey: 'any',
    sessionToken: 'any',
    expiration: new Date('2126-01-01T00:00:00Z'),
  });

describe('EC2 clients', () => {
  it('are one for each account and region', async () => {
    const clients = ec2Clients({ credentials });
    const one = await clients(account(1), ireland);
    expect(await clients(account(1), ireland)).toBe(one);
    expect(await clients(account(1), oregon)).not.toBe(one);
    expect(await clients(account(2), ireland)).not.toBe(one);
  });

  it('call their own region with their own account’s credentials', async () => {
    const clients = ec2Clients({ credentials });
    const client = await clients(account(7), oregon);
    expect(await client.config.region()).toBe('us-west-2');
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: '000000000007' });
    expect(await client.config.maxAttempts()).toBe(3);
  });

  it('go where the sandbox is', async () => {
    const clients = ec2Clients({ credentials, endpoint: 'http://127.0.0.1:9' });
    const { config } = await clients(account(1), ireland);
    expect(await config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 9 });
  });

  it('share one pool of sockets', async () => {
    const clients = ec2Clients({ credentials });
    const one = await clients(account(1), ireland);
    const two = await clients(account(2), oregon);
    expect(two.config.requestHandler).toBe(one.config.requestHandler);
  });

  it('are not had for an account that does not let us in', async () => {
    const fault = new Fault('AssumeRole', 'AccessDenied', 'no', { retryable: false });
    const clients = ec2Clients({ credentials: () => Promise.reject(fault) });
    await expect(clients(account(1), ireland)).rejects.toBe(fault);
  });

  it('are kept while they are used, and forgotten behind 256 others', async () => {
    const clients = ec2Clients({ credentials });
    const used = await clients(account(1), ireland);
    const unused = await clients(account(2), ireland);
    for (let number = 3; number < 258; number += 1) {
      await clients(account(number), ireland);
      await clients(account(1), ireland);
    }
    expect(await clients(account(1), ireland)).toBe(used);
    expect(await clients(account(2), ireland)).not.toBe(unused);
  });
});
