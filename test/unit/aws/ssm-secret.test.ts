import 'aws-sdk-client-mock-vitest/extend';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { secret } from '../../../lib/aws/ssm-secret.ts';
import { awsError, dummy, handClock } from './mocks.ts';

const mock = mockClient(SSMClient);
const name = '/ami-warden/dev/slack-token';

beforeEach(() => {
  mock.reset();
});

describe('a secret', () => {
  it('is read decrypted, once in five minutes', async () => {
    mock
      .on(GetParameterCommand)
      .resolvesOnce({ Parameter: { Value: 'old' } })
      .resolves({ Parameter: { Value: 'new' } });
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const token = secret(new SSMClient(dummy), name, clock);
    expect(await Promise.all([token(), token()])).toEqual(['old', 'old']);
    expect(mock).toHaveReceivedCommandExactlyOnceWith(GetParameterCommand, {
      Name: name,
      WithDecryption: true,
    });
    clock.set('2026-03-01T10:04:59.999Z');
    expect(await token()).toBe('old');
    clock.set('2026-03-01T10:05:00.000Z');
    expect(await token()).toBe('new');
  });

  it('that cannot be read is a fault, asked for again the next time', async () => {
    mock
      .on(GetParameterCommand)
      .rejectsOnce(awsError('ParameterNotFound', 'no'))
      .resolves({ Parameter: { Value: 'value' } });
    const token = secret(new SSMClient(dummy), name, handClock('2026-03-01T10:00:00.000Z'));
    await expect(token()).rejects.toMatchObject({ operation: 'GetParameter', code: 'ParameterNotFound' });
    expect(await token()).toBe('value');
  });

  it('without a value is a fault', async () => {
    mock.on(GetParameterCommand).resolves({ Parameter: {} });
    const token = secret(new SSMClient(dummy), name, handClock('2026-03-01T10:00:00.000Z'));
    await expect(token()).rejects.toMatchObject({ code: 'Empty', retryable: false });
  });
});
