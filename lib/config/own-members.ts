import type { STSClient } from '@aws-sdk/client-sts';
import type { MemberClientSettings } from '../aws/member-clients.ts';
import { memberCredentials } from '../aws/sessions.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { Clock } from '../ports/clock.ts';

/** The role to take in accounts other than the credentials' own. */
export interface OtherRole {
  readonly name: string;
  readonly externalId?: string | undefined;
}

/** Own credentials, and those that make others of them. */
export interface Own {
  readonly account: AccountId;
  readonly sts: STSClient;
  readonly clock: Clock;
}

/** The credentials' own account, and others under the role that was named; without one those are out of reach. `endpoint`: of a sandbox. */
export const ownMembers = (
  { account: self, sts, clock }: Own,
  role: OtherRole | null,
  endpoint: string | undefined,
): MemberClientSettings => {
  const others =
    role === null
      ? null
      : memberCredentials({
          sts,
          roleName: role.name,
          sessionName: 'ami-warden-cli',
          clock,
          ...(role.externalId === undefined ? {} : { externalId: role.externalId }),
        });
  return {
    credentials: (account) =>
      account === self
        ? sts.config.credentials()
        : (others?.(account) ?? Promise.reject(otherAccount(self, account))),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
};

const otherAccount = (own: string, other: string): Fault =>
  new Fault(
    'AWS',
    'OtherAccount',
    `these credentials are of account ${own}, not of ${other}: --role names one to take there`,
    { retryable: false },
  );
