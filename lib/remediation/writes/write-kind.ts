import type { AnyFact } from '../../model/image.ts';
import type { Aspects, Write } from '../../model/plan.ts';

export type WriteKindName = Write['kind'];

type Of<Kind extends WriteKindName> = Extract<Write, { kind: Kind }>;

/** A token bucket of AWS, for one API in one account and region: so many calls at once, and so many a second after that. */
interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** The algebra of one kind of write. Every function is pure; `before` and `after` hold what `reads` names. */
export interface WriteKind<Kind extends WriteKindName> {
  readonly kind: Kind;
  /** What the writer role needs to send it and to read it back. */
  readonly iamActions: readonly string[];
  /** EC2 developer guide, "Request throttling"; Service Quotas user guide, "Quotas". */
  readonly pace: Pace;
  /** What must be read before it is sent, and after. */
  readonly reads: (write: Of<Kind>) => readonly AnyFact[];
  /** The part of it that is not so; null when all of it is. What was not read is taken for not so. */
  readonly rest: (write: Of<Kind>, now: Aspects) => Of<Kind> | null;
  /** What is expected to be so once it was sent. */
  readonly effect: (write: Of<Kind>, before: Aspects) => Aspects;
  /** What takes it back, leaving alone what somebody else changed between the two readings; nothing where nothing can. */
  readonly invert: (write: Of<Kind>, before: Aspects, after: Aspects) => readonly Write[];
  /** The part that another write, made of a fresh look, calls for as well; null when that is none of it. A write never grows. */
  readonly narrow: (write: Of<Kind>, fresh: Of<Kind>) => Of<Kind> | null;
}
