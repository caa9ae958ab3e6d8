import type { QuotaName } from './facts.ts';
import type { Grant } from './grant.ts';
import type { ImageId, SnapshotId } from './ids.ts';
import type { Fact, SubjectState } from './image.ts';
import type { Organization } from './organization.ts';
import type { PolicyBundle, RemediationSetting } from './policy.ts';
import type { Mode, Severity } from './words.ts';
import type { Principal } from './principal.ts';
import type { SubjectRef } from './subject.ts';

/**
 * What one rule says of one subject. `pass` holds; `fail` does not; `waived` does not, and a waiver covers all of it; `pending`
 * cannot be judged yet (image pending, or inside its grace until `until`); `skip` the rule is off here; `error` a datum that
 * the rule reads could not be had. `reason` is one sentence for people.
 */
export interface Verdict {
  readonly rule: string;
  readonly verdict: 'pass' | 'fail' | 'waived' | 'pending' | 'skip' | 'error';
  readonly mode: Mode;
  readonly severity: Severity;
  readonly reason: string;
  /** ISO 8601; when a `pending` verdict must be looked at again. Null when an event will tell. */
  readonly until: string | null;
}

/** What exactly fails, one finding each. Its key is part of the finding's id. */
export type FindingDetail =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | {
      readonly kind: 'device';
      readonly device: string;
      readonly snapshot: string | null;
      readonly kmsKey: string | null;
    }
  | { readonly kind: 'tag'; readonly tag: string; readonly value: string | null }
  | { readonly kind: 'snapshot-principal'; readonly snapshot: SnapshotId; readonly principal: Principal }
  /** One attribute of an image that is not as it must be: `name`, `architecture`, `age`, `deprecation`, `source`, … */
  | {
      readonly kind: 'attribute';
      readonly attribute: string;
      readonly value: string | null;
      /** ISO 8601: by when it has to be so; absent for now. */
      readonly by?: string;
    }
  | {
      readonly kind: 'export';
      readonly how: 'store' | 'export';
      readonly bucket: string | null;
      readonly key: string | null;
    }
  /** A guard rail of an account-region: `image-block-public-access`, `snapshot-block-public-access`, `allowed-images`, `ebs-encryption`. */
  | {
      readonly kind: 'guardrail';
      readonly guardrail: string;
      readonly value: string;
      readonly managed: boolean;
      /** The state that the policy asks for. */
      readonly wanted?: string;
    }
  | {
      readonly kind: 'quota';
      readonly quota: QuotaName;
      readonly level: 'warn' | 'critical';
      readonly used: number;
      readonly limit: number;
    }
  /** An instance that runs from an image which is not allowed; `owner` is the image's, an alias or an account id. */
  | { readonly kind: 'launch'; readonly image: ImageId; readonly owner: string | null }
  /** The `assert` of a rule of kind `cel` is false. */
  | { readonly kind: 'assertion' }
  | { readonly kind: 'unreadable'; readonly datum: string; readonly code: string };

/**
 * One failed thing: rule x subject x detail. `id` is stable: the same failure of the same subject has the same id for ever
 * (first 16 hex digits of the SHA-256 of rule, subject key and detail key). An `error` verdict is a finding too, of kind `unreadable`.
 */
export interface Finding {
  readonly id: string;
  readonly rule: string;
  readonly ref: SubjectRef;
  readonly imageName: string | null;
  readonly detail: FindingDetail;
  readonly severity: Severity;
  readonly mode: Mode;
  /** ISO 8601; until then it is inside its grace: recorded as `pending`, neither alerted nor remediated. Null when there is no grace left. */
  readonly graceUntil: string | null;
  /**
   * The waiver that covers it, or the journal's entry of the grant that does; null for neither. A waived finding is recorded
   * and shown, and neither alerts nor remediates.
   */
  readonly waiver: string | null;
  /** The sentence for people: what is wrong. */
  readonly reason: string;
  /** What to do when the mode is `enforce`; null when the rule's policy names none. */
  readonly remediation: RemediationSetting | null;
  readonly policyHash: string;
  readonly observedAt: string;
}

/**
 * What evaluate is given. Pure: time is an argument. Only rules that read one of `touched` are judged (a sweep passes all
 * facts). `firstSeen` holds, by finding id, when a failure was first recorded (ISO 8601): grace counts from there. `grants`: what
 * people have waived, by finding id, lapsed ones among them.
 */
export interface EvaluationInput {
  readonly state: SubjectState;
  readonly policy: PolicyBundle;
  readonly organization: Organization;
  readonly touched: readonly Fact[];
  readonly firstSeen: Pick<ReadonlyMap<string, string>, 'get'>;
  readonly grants: Pick<ReadonlyMap<string, Grant>, 'get'>;
  readonly now: Date;
}

/** The answer of the only decision function: a verdict for every rule judged, and the findings behind `fail`, `waived`, `pending` (grace) and `error`. */
export interface Evaluation {
  readonly ref: SubjectRef;
  readonly policyHash: string;
  readonly at: string;
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly Finding[];
}
