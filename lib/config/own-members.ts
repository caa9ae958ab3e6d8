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
        : (others?.(account).catch((fault: unknown) => {
            throw isRefusal(fault) ? notLetIn(self, account, role?.name ?? '', fault) : fault;
          }) ?? Promise.reject(otherAccount(self, account))),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
};

const isRefusal = (fault: unknown): fault is Fault =>
  fault instanceof Fault && fault.operation === 'AssumeRole' && fault.code.startsWith('AccessDenied');

// What is said of the service's own roles, that nothing is deployed there, is beside the point: the role is one that somebody named.
const notLetIn = (own: string, account: string, role: string, fault: Fault): Fault =>
  new Fault(
    fault.operation,
    fault.code,
    `account ${account} has no role ${role}, or its trust policy does not name ${own} or asks for another external id, or you may not take it`,
    { retryable: false, cause: fault },
  );

const otherAccount = (own: string, other: string): Fault =>
  new Fault(
    'AWS',
    'OtherAccount',
    `these credentials are of account ${own}, not of ${other}: --role names one to take there`,
    { retryable: false },
  );
