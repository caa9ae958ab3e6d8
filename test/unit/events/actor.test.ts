import { describe, expect, it } from 'vitest';
import { actorOf } from '../../../lib/events/actor.ts';

const ACCOUNT = '222233334444';
const SSO = 'AWSReservedSSO_Admin_0123456789abcdef';

const who = (userIdentity: unknown, rest: Record<string, unknown> = {}): ReturnType<typeof actorOf> =>
  actorOf({ userIdentity, sourceIPAddress: '192.0.2.7', userAgent: 'aws-cli/2.31.0', ...rest });

describe('actorOf', () => {
  it.each([
    ['an IAM user', { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/dana`, userName: 'dana' }, 'user', 'dana'],
    ['a user with a path and no user name', { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/build/dana` }, 'user', 'dana'],
    ['a record without a type', { arn: `arn:aws:iam::${ACCOUNT}:user/dana` }, 'user', 'dana'],
    ['root', { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root` }, 'root', 'root'],
    ['root without a type', { arn: `arn:aws:iam::${ACCOUNT}:root` }, 'root', 'root'],
    [
      'an assumed role',
      { type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/run-7` },
      'role',
      'deploy/run-7',
    ],
    [
      'a person through IAM Identity Center',
      {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${SSO}/alex@example.com`,
        sessionContext: {
          sessionIssuer: { arn: `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/${SSO}` },
        },
      },
      'role',
      `${SSO}/alex@example.com`,
    ],
    [
      "a role's own ARN with a path",
      { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/${SSO}` },
      'role',
      SSO,
    ],
    [
      'a role whose ARN is absent',
      { type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: 'deploy' } } },
      'role',
      'deploy',
    ],
    [
      'a federated user',
      { type: 'FederatedUser', arn: `arn:aws:sts::${ACCOUNT}:federated-user/kim` },
      'user',
      'kim',
    ],
    ['an account and no more', { type: 'AWSAccount', accountId: ACCOUNT }, 'unknown', ACCOUNT],
    ['nothing', undefined, 'unknown', 'unknown'],
    ['null', null, 'unknown', 'unknown'],
    ['a text', 'dana', 'unknown', 'unknown'],
  ])('%s', (_, identity, kind, name) => {
    expect(who(identity)).toMatchObject({ kind, name, service: null, console: false });
  });

  it('takes a service that acts as root for a service', () => {
    const identity = { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root`, invokedBy: 'autoscaling.amazonaws.com' };
    expect(who(identity, { sourceIPAddress: 'autoscaling.amazonaws.com' })).toEqual({
      kind: 'service',
      arn: `arn:aws:iam::${ACCOUNT}:root`,
      name: 'autoscaling.amazonaws.com',
      account: null,
      service: 'autoscaling.amazonaws.com',
      sourceIp: null,
      userAgent: 'aws-cli/2.31.0',
      console: false,
    });
  });

  it('names the service of a service-linked role and of a service on its own', () => {
    const linked = {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForBackup/AWSBackup`,
      invokedBy: 'backup.amazonaws.com',
      sessionContext: {
        sessionIssuer: {
          arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup`,
        },
      },
    };
    expect(who(linked)).toMatchObject({ kind: 'service', name: 'backup.amazonaws.com' });
    const alone = { type: 'AWSService', invokedBy: 'assets.marketplace.amazonaws.com' };
    expect(who(alone)).toMatchObject({
      kind: 'service',
      arn: 'assets.marketplace.amazonaws.com',
      name: 'assets.marketplace.amazonaws.com',
    });
  });

  it('keeps the user on whose behalf a service acts', () => {
    const identity = { type: 'IAMUser', userName: 'dana', invokedBy: 'workspaces.amazonaws.com' };
    expect(who(identity)).toMatchObject({ kind: 'user', name: 'dana', service: 'workspaces.amazonaws.com' });
  });

  it.each([
    ['signed in', { type: 'IAMUser', userName: 'dana', invokedBy: 'signin.amazonaws.com' }, {}],
    ['said by the session, as a text', { type: 'IAMUser', userName: 'dana' }, { sessionCredentialFromConsole: 'true' }],
    ['said by the session', { type: 'IAMUser', userName: 'dana', invokedBy: null }, { sessionCredentialFromConsole: true }],
    ["the console's client", { type: 'IAMUser', userName: 'dana' }, { userAgent: 'EC2ConsoleFrontend, aws-internal/3' }],
    ["the console's host", { type: 'IAMUser', userName: 'dana' }, { userAgent: 'console.ec2.amazonaws.com' }],
    ['a browser', { type: 'IAMUser', userName: 'dana' }, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' }],
  ])('knows the console: %s', (_, identity, rest) => {
    expect(who(identity, rest)).toMatchObject({ kind: 'user', name: 'dana', console: true, service: null });
  });

  it.each([
    ['AWS Internal', null],
    ['ec2.amazonaws.com', null],
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8::7', '2001:db8::7'],
    [null, null],
    [7, '7'],
  ])('takes an address for one: %s', (sourceIPAddress, expected) => {
    expect(who({ type: 'Root' }, { sourceIPAddress }).sourceIp).toBe(expected);
  });
});
