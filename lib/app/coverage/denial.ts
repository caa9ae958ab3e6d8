import type { CoverageFault } from '../../model/coverage.ts';
import type { SweepGap, SweepRecord } from '../../model/inventory.ts';

// STS and EC2 each have words of their own for it; the last is a region that the account has not opted in to.
const DENIALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'UnauthorizedAccess',
  'AuthFailure',
  'InvalidClientTokenId',
  'OptInRequired',
]);

/** Whether AWS said no, which asking again does not change. */
export const isDenial = ({ code }: Pick<CoverageFault, 'code'>): boolean =>
  DENIALS.has(code) || code.startsWith('Client.Unauthorized');

// Without these nothing at all is seen of a place; what else is refused leaves gaps.
const ENTRANCES = new Set(['AssumeRole', 'DescribeImages']);

/** Whether an account-region does not let us in; what denies us something else, our own tables among them, is another matter. */
export const isRefusal = (fault: Pick<CoverageFault, 'operation' | 'code'>): boolean =>
  ENTRANCES.has(fault.operation) && isDenial(fault);

/** By what a sweep was kept from seeing anything; null when it was not. */
export const refusalIn = ({ gaps }: Pick<SweepRecord, 'gaps'>): SweepGap | null =>
  gaps.find((gap) => gap.image === null && isRefusal(gap)) ?? null;

const LIMIT_READS = new Set(['GetServiceQuota', 'GetAWSDefaultServiceQuota']);

/** A sweep's gaps that left nothing of its images unseen: the limits of quotas, refused. The rule quota says so where it is set. */
export const limitsRefusedIn = ({ gaps }: Pick<SweepRecord, 'gaps'>): readonly SweepGap[] =>
  gaps.filter((gap) => gap.image === null && LIMIT_READS.has(gap.operation) && isDenial(gap));
