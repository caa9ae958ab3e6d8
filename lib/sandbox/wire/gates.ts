import type { AccountId, Region } from '../../model/ids.ts';
import type { ErrorDialect } from './common-error.ts';
import type { Caller } from './service.ts';

/** The service that a call is for, as far as its errors are concerned. */
export interface CalledService {
  readonly signingName: string;
  readonly protocol: ErrorDialect;
}

/** Who is known and what they may do. */
export interface Callers {
  /** Throws the service's own error for a key that is unknown, or whose session has expired. */
  resolve(accessKeyId: string, sessionToken: string | null, service: CalledService): Caller;
  /** Throws the service's own denial unless the caller may do this IAM action, such as `ec2:DescribeImages`, on this ARN where one is known. */
  authorise(caller: Caller, action: string, service: CalledService, resource?: string | null): void;
}

/** One call on its way, before its operation sees it. */
export interface PendingCall {
  readonly service: CalledService;
  readonly operation: string;
  readonly account: AccountId;
  readonly region: Region;
  readonly input: object;
}

/** Faults on demand. */
export interface FaultGate {
  /** Waits as long as the call is to be late, and rejects with what is to befall it. */
  pass(call: PendingCall): Promise<void>;
}
