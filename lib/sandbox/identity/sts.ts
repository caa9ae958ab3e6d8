import * as sts from '@aws-sdk/client-sts';
import type {
  AssumeRoleRequest,
  AssumeRoleResponse,
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoResponse,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { AccountId } from '../../model/ids.ts';
import { AwsError, type CallContext, type Caller, type ServiceDefinition } from '../wire/service.ts';
import { roleArn, type Role, type Roles } from './role.ts';
import type { Sessions } from './sessions.ts';

/** STS: GetCallerIdentity, AssumeRole with its trust checks, GetAccessKeyInfo. */
export const stsService = (
  roles: Roles,
  sessions: Sessions,
  organizationOf: OrganizationOf,
): ServiceDefinition => ({
  signingName: 'sts',
  protocol: 'awsQuery',
  apiVersion: '2011-06-15',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  schemas: sts,
  operations: {
    GetCallerIdentity: (_input: object, { caller }: CallContext): GetCallerIdentityResponse => ({
      UserId: caller.principalId,
      Account: caller.account,
      Arn: caller.arn,
    }),
    AssumeRole: (input: AssumeRoleRequest, context: CallContext) =>
      assumeRole(input, context, { roles, sessions, organizationOf }),
    GetAccessKeyInfo: (input: GetAccessKeyInfoRequest): GetAccessKeyInfoResponse => {
      const key = input.AccessKeyId ?? '';
      const account = sessions.find(key)?.caller.account ?? AccountId.safeParse(key).data;
      if (account === undefined) throw new AwsError('ValidationError', `there is no access key ${key}`);
      return { Account: account };
    },
  },
});

/** The id of the organisation that an account is of, null for none. */
export type OrganizationOf = (account: AccountId) => string | null;

interface Identities {
  readonly roles: Roles;
  readonly sessions: Sessions;
  readonly organizationOf: OrganizationOf;
}

const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 43_200;
// A role's session that assumes another role is role chaining: one hour at most (IAM user guide).
const LONGEST_CHAINED_SECONDS = 3600;

const assumeRole = (
  input: AssumeRoleRequest,
  { caller, now }: CallContext,
  { roles, sessions, organizationOf }: Identities,
): AssumeRoleResponse => {
  const { RoleArn: arn = '', RoleSessionName: name = '', DurationSeconds: seconds = 3600 } = input;
  validate(arn, name, seconds, caller);
  const role = roles.find(arn);
  // Whether the role does not exist, does not trust the caller or asks for another external id, AWS says the same.
  if (
    role === null ||
    !isTrusted(role, caller) ||
    (role.externalId !== null && role.externalId !== input.ExternalId) ||
    (role.organization !== null && role.organization !== organizationOf(caller.account))
  ) {
    const what = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
    throw new AwsError('AccessDenied', what, 403);
  }
  const expiration = new Date(now.getTime() + seconds * 1000);
  const session = sessions.mint(role, name, expiration);
  const { accessKeyId, secretAccessKey, sessionToken } = session.keys;
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration,
    },
    AssumedRoleUser: { AssumedRoleId: session.caller.principalId, Arn: session.caller.arn },
  };
};

const validate = (arn: string, name: string, seconds: number, caller: Caller): void => {
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn))
    throw new AwsError('ValidationError', `${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw invalid(
      name,
      'roleSessionName',
      'Member must satisfy regular expression pattern: [\\w+=,.@-]*, of 2 to 64 characters',
    );
  }
  if (!Number.isInteger(seconds) || seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
    throw invalid(String(seconds), 'durationSeconds', 'Member must have a value from 900 to 43200');
  }
  if (caller.session !== null && seconds > LONGEST_CHAINED_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
};

const invalid = (value: string, member: string, constraint: string): AwsError =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

const isTrusted = (role: Role, caller: Caller): boolean => {
  const own = [caller.arn, caller.account, `arn:aws:iam::${caller.account}:root`, '*'];
  // The session of a role is trusted where the role is.
  if (caller.session !== null) own.push(roleArn({ account: caller.account, name: caller.session.role }));
  return role.trusted.some((principal) => own.includes(principal));
};
