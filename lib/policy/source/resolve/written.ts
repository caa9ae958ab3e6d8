import type { PolicyBundle } from '../../../model/policy.ts';
import type { WrittenChange, WrittenRule } from '../check-rules.ts';
import type { Entry, PolicyHead } from '../read-parts.ts';
import type { OverrideSource, WaiverSource } from '../schema/document.ts';
import type { Located, Problem } from '../source-file.ts';
import type { GroupsByName } from './match.ts';

/** An override as written, with what is in order of its changes. */
export interface WrittenOverride {
  readonly source: OverrideSource;
  readonly at: Located;
  readonly changes: readonly WrittenChange[];
  /** True in an included file, whose overrides may only make stricter. */
  readonly isIncluded: boolean;
  readonly file: string;
}

/** A policy as its files write it together, in their order. `root` is the policy itself. */
export interface WrittenPolicy {
  readonly head: PolicyHead;
  readonly root: Located;
  readonly groups: GroupsByName;
  readonly rules: readonly WrittenRule[];
  readonly overrides: readonly WrittenOverride[];
  readonly waivers: readonly Entry<WaiverSource>[];
  /** False when something was wrong with it, and parts are left out. */
  readonly isWhole: boolean;
}

/** The content of the bundle beside what was written, and what its parts make wrong or odd together. */
export interface ResolvedPolicy {
  readonly content: Omit<PolicyBundle, 'hash'>;
  readonly written: WrittenPolicy;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
