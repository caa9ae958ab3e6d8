import 'aws-sdk-client-mock-vitest/extend';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { memberCredentials } from '../../../lib/aws/sessions.ts';
import { AccountId } from '../../../lib/model/ids.ts';
import { awsError, dummy, handClock } from './mocks.ts';

const mock = mockClient(STSClient);
const webProd = AccountId.parse('222233334444');
const hub = AccountId.parse('999988887777');

const given = (name: string, expiration: string): object => ({
  Credentials: {
    AccessKeyId: name,
    SecretAccessKey: `${name}-secret`,
    SessionToken: `${name}-token`,
    Expiration: new Date(expiration),
  },
});

const start = (): {
  clock: ReturnType<typeof handClock>;
  credentials: ReturnType<typeof memberCredentials>;
} => {
  const clock = handClock('2026-03-01T10:00:00.000Z');
  const credentials = memberCredentials({
    sts: new STSClient(dummy),
    roleName: 'ami-warden-reader',
    externalId: 'ami-warden-example',
    sessionName: 'ami-warden-guard',
    clock,
  });
  return { clock, credentials };
};

beforeEach(() => {
  mock.reset();
});

describe('credentials of member accounts', () => {
  it('asks for the role of the account, with our external id and session name, for the hour that chaining allows', async () => {
    mock.on(AssumeRoleCommand).resolves(given('one', '2026-03-01T11:00:00Z'));
    const { credentials } = start();
    expect(await credentials(webProd)).toEqual({
      accessKeyId: 'one',
      secretAccessKey: 'one-secret',
      sessionToken: 'one-token',
      expiration: new Date('2026-03-01T11:00:00Z'),
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(AssumeRoleCommand, {
      RoleArn: 'arn:aws:iam::222233334444:role/ami-warden-reader',
      RoleSessionName: 'ami-warden-guard',
      ExternalId: 'ami-warden-example',
      DurationSeconds: 3600,
    });
  });

  it('goes through a role in the hub account too', async () => {
    mock.on(AssumeRoleCommand).resolves(given('hub', '2026-03-01T11:00:00Z'));
    const { credentials } = start();
    await credentials(hub);
    expect(mock).toHaveReceivedCommandWith(AssumeRoleCommand, {
      RoleArn: 'arn:aws:iam::999988887777:role/ami-warden-reader',
    });
  });

  it('makes one call for callers that ask at once, and keeps what it got', async () => {
    mock.on(AssumeRoleCommand).resolves(given('one', '2026-03-01T11:00:00Z'));
    const { credentials } = start();
    await Promise.all([credentials(webProd), credentials(webProd), credentials(webProd)]);
    await credentials(webProd);
    expect(mock).toHaveReceivedCommandTimes(AssumeRoleCommand, 1);
    await credentials(hub);
    expect(mock).toHaveReceivedCommandTimes(AssumeRoleCommand, 2);
  });

  it('renews them five minutes before they expire, not a millisecond earlier', async () => {
    mock
      .on(AssumeRoleCommand)
      .resolvesOnce(given('one', '2026-03-01T11:00:00Z'))
      .resolves(given('two', '2026-03-01T12:00:00Z'));
    const { clock, credentials } = start();
    await credentials(webProd);
    clock.set('2026-03-01T10:54:59.999Z');
    expect((await credentials(webProd)).accessKeyId).toBe('one');
    clock.set('2026-03-01T10:55:00.000Z');
    expect((await credentials(webProd)).accessKeyId).toBe('two');
  });

  it('says which account and role refused, and that it was probably never enrolled', async () => {
    mock.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 'not authorized', 403));
    const { credentials } = start();
    const refused = credentials(webProd);
    await expect(refused).rejects.toMatchObject({
      operation: 'AssumeRole',
      code: 'AccessDenied',
      retryable: false,
    });
    await expect(refused).rejects.toThrow(
      /222233334444 .* arn:aws:iam::222233334444:role\/ami-warden-reader.* never enrolled/,
    );
  });

  it('does not keep a call that failed', async () => {
    mock
      .on(AssumeRoleCommand)
      .rejectsOnce(awsError('ThrottlingException', 'slower'))
      .resolves(given('one', '2026-03-01T11:00:00Z'));
    const { credentials } = start();
    await expect(credentials(webProd)).rejects.toMatchObject({
      code: 'ThrottlingException',
      retryable: true,
    });
    expect((await credentials(webProd)).accessKeyId).toBe('one');
  });

  it('takes an answer without credentials for a fault', async () => {
    mock.on(AssumeRoleCommand).resolves({});
    const { credentials } = start();
    await expect(credentials(webProd)).rejects.toMatchObject({ code: 'UnknownShape', retryable: false });
  });
});
