import type { Finding } from '../../model/finding.ts';
import type { Action } from '../../model/plan.ts';
import type { ActionName } from '../../model/words.ts';

/** A remediation as data: what it needs, whether it can be undone, and which write the findings ask for. */
export interface ActionDefinition {
  readonly name: ActionName;
  /** The IAM actions that the writer role must hold for it, its reading included. */
  readonly iamActions: readonly string[];
  /** How it is undone; there is no action yet that cannot be. */
  readonly undo: 'grant-again';
  /** The one write for these findings of one rule on one image, null when there is nothing to do. */
  plan(findings: readonly Finding[]): Action | null;
}
