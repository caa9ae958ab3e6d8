import type * as z from 'zod';
import type { RuleKind } from '../../../model/parameters.ts';
import type { Order } from '../strictness.ts';

/** The members of one kind of rule as the policy writes them, beside those that every rule has. */
export interface RuleSource {
  readonly kind: RuleKind;
  /** What a rule may say. What comes out has the shape of the rule's parameters, short of the members left out. */
  readonly members: Readonly<Record<string, z.ZodType>>;
  /** What an override may say; `add` in a member that grows is taken apart from the rest. */
  readonly changes: Readonly<Record<string, z.ZodType>>;
  /** Members whose lists grow by `add`. */
  readonly grows: readonly string[];
  /** By member, when a value asks for no less than another. What has no order here cannot be shown to be stricter. */
  readonly stricter?: Readonly<Record<string, Order>>;
  /** What is wrong with the members together, and what only a look at them tells (positions are within the rule). */
  readonly complete?: (members: Readonly<Record<string, unknown>>, context: CompleteContext) => Completed;
}

/** What a rule's members may be held against. */
interface CompleteContext {
  /** Names of the policy's groups. */
  readonly groups: readonly string[];
}

/** The members, completed, and problems by member; `offset` is where in its text, in characters from 0. */
export interface Completed {
  readonly members: Readonly<Record<string, unknown>>;
  readonly problems: readonly {
    readonly member: string;
    readonly offset: number;
    readonly message: string;
  }[];
}
