import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../random.ts';
import { commonError } from '../wire/common-error.ts';
import type { FaultGate, PendingCall } from '../wire/gates.ts';
import { AwsError } from '../wire/service.ts';
import { awsBucket, Buckets } from './buckets.ts';
import { NO_FAULTS, type FaultSpec } from './spec.ts';

/** Which calls a rule is about: those of this operation, and of this account and region unless left out. */
export interface CallMatch {
  readonly operation: string;
  readonly account?: string;
  readonly region?: string;
}

/** Takes a rule away again. */
export type Lift = () => void;

interface Rule {
  readonly match: CallMatch;
  /** How many calls it still befalls. */
  left: number;
  failure(call: PendingCall): AwsError;
}

/**
 * Faults on demand. Those of the spec come by chance, from the seed; `deny`, `throttle` and `failNext` befall the calls
 * that they name. The faults of events and of consistency are values here, for those who deliver and who answer reads.
 */
export class Faults implements FaultGate {
  /** What happens by itself; may be exchanged while the sandbox runs. */
  spec: FaultSpec;
  readonly random: Random;
  private readonly buckets: Buckets;
  private readonly rules: Rule[] = [];

  constructor(spec: FaultSpec, random: Random, clock: Clock) {
    this.spec = spec;
    this.random = random;
    this.buckets = new Buckets(clock);
  }

  /** Whether something of this chance happens now; asks the seed only when it could. */
  happens(chance: number): boolean {
    return chance > 0 && this.random() < chance;
  }

  /** Denies these calls until lifted, as a service control policy would. */
  deny(match: CallMatch): Lift {
    return this.add(match, Infinity, (call) => denied(call));
  }

  /** Throttles these calls until lifted. */
  throttle(match: CallMatch): Lift {
    return this.add(match, Infinity, (call) => throttled(call));
  }

  /** Fails the next so many of these calls with this error code, before anything is done; unless told, a server error's code has status 503. */
  failNext(match: CallMatch | string, code: string, times = 1, status = statusOf(code)): Lift {
    const wanted = typeof match === 'string' ? { operation: match } : match;
    return this.add(wanted, times, () => new AwsError(code, `made to fail with ${code}`, status));
  }

  /** Ends all faults, those of the spec too, and fills the buckets. */
  clear(): void {
    this.spec = NO_FAULTS;
    this.rules.length = 0;
    this.buckets.clear();
  }

  async pass(call: PendingCall): Promise<void> {
    const { spec } = this;
    if (spec.latencyMs > 0) await sleep(spec.latencyMs);
    if (spec.throttle === 'aws') this.takeToken(call);
    this.befall(call);
    if (
      spec.denied.some(({ operation, account }) =>
        matches({ operation, ...(account === null ? {} : { account }) }, call),
      )
    ) {
      throw denied(call);
    }
    if (this.happens(spec.error5xx)) {
      const kind = this.random() < 0.5 ? 'internal' : 'unavailable';
      throw commonError(kind, call.service, MESSAGES[kind]);
    }
  }

  private takeToken(call: PendingCall): void {
    const size = awsBucket(call);
    if (size === null) return;
    const { service, operation, account, region } = call;
    const key = [service.signingName, operation, String(size.burst), account, region].join('/');
    if (!this.buckets.take(key, size)) throw throttled(call);
  }

  private befall(call: PendingCall): void {
    const rule = this.rules.find(({ match, left }) => left > 0 && matches(match, call));
    if (rule === undefined) return;
    rule.left -= 1;
    throw rule.failure(call);
  }

  private add(match: CallMatch, left: number, failure: Rule['failure']): Lift {
    const rule: Rule = { match, left, failure };
    this.rules.push(rule);
    return () => {
      const index = this.rules.indexOf(rule);
      if (index >= 0) this.rules.splice(index, 1);
    };
  }
}

const statusOf = (code: string): number =>
  /Internal|Unavailable|RequestLimitExceeded/.test(code) ? 503 : 400;

const MESSAGES = {
  internal: 'An internal error has occurred',
  unavailable: 'The server is overloaded and cannot handle the request.',
} as const;

const matches = (match: CallMatch, call: PendingCall): boolean =>
  match.operation === call.operation &&
  (match.account === undefined || match.account === call.account) &&
  (match.region === undefined || match.region === call.region);

const denied = ({ service, operation }: PendingCall): AwsError => {
  const action = `${service.signingName}:${operation}`;
  const why = `because of an explicit deny in a service control policy: ${action}`;
  return commonError('denied', service, `You are not authorized to perform this operation, ${why}`);
};

const throttled = ({ service }: PendingCall): AwsError =>
  commonError(
    'throttled',
    service,
    service.protocol === 'ec2Query' ? 'Request limit exceeded.' : 'Rate exceeded',
  );
