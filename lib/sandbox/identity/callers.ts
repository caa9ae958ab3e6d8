import { AccountId } from '../../model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import { commonError } from '../wire/common-error.ts';
import type { CalledService, Callers } from '../wire/gates.ts';
import type { AwsError, Caller } from '../wire/service.ts';
import { mayDo, roleArn, type Roles } from './role.ts';
import type { Sessions } from './sessions.ts';

/**
 * Who calls, by access key id: 12 digits are that account's own operator, a session's key is that session. Any secret
 * will do: signatures are not verified. An account's operator may do everything in its account, a session what its role may.
 */
export class SandboxCallers implements Callers {
  private readonly roles: Roles;
  private readonly sessions: Sessions;
  private readonly clock: Clock;

  constructor(roles: Roles, sessions: Sessions, clock: Clock) {
    this.roles = roles;
    this.sessions = sessions;
    this.clock = clock;
  }

  resolve(accessKeyId: string, sessionToken: string | null, service: CalledService): Caller {
    const account = AccountId.safeParse(accessKeyId);
    if (account.success) return operator(account.data);
    const session = this.sessions.find(accessKeyId);
    if (session?.keys.sessionToken !== sessionToken) throw unknownKey(service);
    const { expiration } = session.keys;
    if (expiration !== undefined && expiration.getTime() <= this.clock.now().getTime())
      throw expired(service);
    return session.caller;
  }

  authorise(caller: Caller, action: string, service: CalledService, resource: string | null = null): void {
    // Asking who one is needs no permission, and none can be taken (STS API, GetCallerIdentity).
    if (caller.session === null || action === 'sts:GetCallerIdentity') return;
    const role = this.roles.find(roleArn({ account: caller.account, name: caller.session.role }));
    if (role !== null && mayDo(role, action, resource)) return;
    const on = resource === null ? '' : ` on resource: ${resource}`;
    const what = `User: ${caller.arn} is not authorized to perform: ${action}${on}`;
    const denial = `${what} because no identity-based policy allows the ${action} action`;
    const prefix =
      service.protocol === 'ec2Query' ? 'You are not authorized to perform this operation. ' : '';
    throw commonError('denied', service, `${prefix}${denial}`);
  }
}

const operator = (account: AccountId): Caller => ({
  account,
  arn: `arn:aws:iam::${account}:user/operator`,
  principalId: `AIDA${account}OPER`,
  accessKeyId: account,
  session: null,
});

const unknownKey = (service: CalledService): AwsError =>
  commonError(
    'unknown-key',
    service,
    service.protocol === 'ec2Query'
      ? 'AWS was not able to validate the provided access credentials'
      : 'The security token included in the request is invalid.',
  );

const expired = (service: CalledService): AwsError =>
  commonError(
    'expired',
    service,
    service.protocol === 'ec2Query'
      ? 'Request has expired.'
      : 'The security token included in the request is expired',
  );
