/**
 * Whether somebody may do an IAM action. `simulation`: IAM computed it from their policies. `probe`: the call was made in a form that changes
 * nothing, and let through or not. `unknown`: nobody can tell before it is done, for the reason given.
 */
export type MayDo =
  | { readonly kind: 'allowed'; readonly by: 'simulation' | 'probe' }
  | { readonly kind: 'denied'; readonly by: 'simulation' | 'probe'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Tells what the credentials in use may do. Never rejects: what cannot be asked is `unknown`. */
export interface Permissions {
  mayDo(actions: readonly string[]): Promise<ReadonlyMap<string, MayDo>>;
}
