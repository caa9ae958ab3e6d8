import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { Clock } from '../ports/clock.ts';
import { errorCode, toFault } from './faults.ts';

/** Temporary credentials of one member account's role. */
export interface MemberCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface SessionSettings {
  readonly sts: STSClient;
  /** The role's name in every account, the hub's own included, with its path if it has one. */
  readonly roleName: string;
  /** Absent where the role's trust policy asks for none. */
  readonly externalId?: string;
  readonly sessionName: string;
  readonly clock: Clock;
  /** `aws`, `aws-cn` or `aws-us-gov`; `aws` unless told. */
  readonly partition?: string;
}

const REFRESH_MS = 5 * 60 * 1000;

// A function's role that assumes another is role chaining, for which STS allows one hour at most.
const DURATION_SECONDS = 3600;

const neverEnrolled = (account: AccountId, arn: string, error: unknown): Fault =>
  new Fault(
    'AssumeRole',
    errorCode(error),
    `account ${account} does not let us assume ${arn}. It was probably never enrolled (deploy/member.yaml is not ` +
      `deployed there), or its trust policy names another hub role or external id.`,
    { retryable: false, cause: error },
  );

const assume = async (settings: SessionSettings, account: AccountId): Promise<MemberCredentials> => {
  const arn = `arn:${settings.partition ?? 'aws'}:iam::${account}:role/${settings.roleName}`;
  const command = new AssumeRoleCommand({
    RoleArn: arn,
    RoleSessionName: settings.sessionName,
    ...(settings.externalId === undefined ? {} : { ExternalId: settings.externalId }),
    DurationSeconds: DURATION_SECONDS,
  });
  try {
    const { Credentials: given } = await settings.sts.send(command);
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration) {
      throw new Fault('AssumeRole', 'UnknownShape', `no credentials for ${arn}`, { retryable: false });
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration,
    };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'AccessDenied' || code === 'AccessDeniedException') throw neverEnrolled(account, arn, error);
    throw toFault('AssumeRole', error);
  }
};

interface Session {
  readonly credentials: Promise<MemberCredentials>;
  /** Milliseconds since the epoch; infinite while the call is under way, so that concurrent callers share it. */
  until: number;
}

/**
 * Credentials by account: one AssumeRole each, shared by concurrent callers and kept until 5 minutes before they expire.
 * A call that failed is not kept. Rejects with `Fault`; a refused account is one that is not retryable.
 */
export const memberCredentials = (
  settings: SessionSettings,
): ((account: AccountId) => Promise<MemberCredentials>) => {
  const sessions = new Map<AccountId, Session>();

  const begin = (account: AccountId): Promise<MemberCredentials> => {
    const session: Session = { credentials: assume(settings, account), until: Infinity };
    sessions.set(account, session);
    session.credentials.then(
      ({ expiration }) => (session.until = expiration.getTime() - REFRESH_MS),
      () => sessions.delete(account),
    );
    return session.credentials;
  };

  return (account) => {
    const session = sessions.get(account);
    if (session && settings.clock.now().getTime() < session.until) return session.credentials;
    return begin(account);
  };
};
