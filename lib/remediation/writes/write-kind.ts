import type { Fact } from '../../model/image.ts';
import type { Aspects, Write } from '../../model/plan.ts';

export type WriteKindName = Write['kind'];

/** The algebra of one kind of write. Every function is pure; `before` and `after` hold what `reads` names. */
export interface WriteKind<Kind extends WriteKindName> {
  readonly kind: Kind;
  /** What the writer role needs to send it and to read it back. */
  readonly iamActions: readonly string[];
  /** What must be read before it is sent, and after. */
  readonly reads: (write: Extract<Write, { kind: Kind }>) => readonly Fact[];
  /** How much of it is not so; 0 when all of it is. What it takes to be so is never asked for twice. */
  readonly left: (write: Extract<Write, { kind: Kind }>, now: Aspects) => number;
  /** What is expected to be so once it was sent. */
  readonly effect: (write: Extract<Write, { kind: Kind }>, before: Aspects) => Aspects;
  /** What takes it back, leaving alone what somebody else changed between the two readings. */
  readonly invert: (write: Extract<Write, { kind: Kind }>, before: Aspects, after: Aspects) => readonly Write[];
  /** The part that another write, made of a fresh look, calls for as well; null when that is none of it. A write never grows. */
  readonly narrow: (write: Extract<Write, { kind: Kind }>, fresh: Extract<Write, { kind: Kind }>) => Write | null;
}
