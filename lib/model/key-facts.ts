import type { Datum } from './image.ts';

/** A grant on a KMS key. */
export interface KeyGrant {
  /** An ARN, or the name of a service. */
  readonly grantee: string;
  readonly operations: readonly string[];
  /** Whether it holds under further conditions only. */
  readonly constrained: boolean;
}

/** A KMS key: DescribeKey of the account that is to use it; policy and grants as the key's own account tells them. */
export interface KeyFacts {
  readonly arn: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`, … */
  readonly state: string;
  /** `CUSTOMER`, or `AWS`: a managed key, which nobody can share. */
  readonly manager: string;
  /** JSON. */
  readonly policy: Datum<string>;
  readonly grants: Datum<readonly KeyGrant[]>;
}
