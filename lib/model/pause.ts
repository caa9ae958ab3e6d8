/** Whether anything may be written to AWS at all. `by` and `since` (ISO 8601) as far as they are known. */
export type PauseState =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'paused';
      readonly by: string | null;
      readonly since: string | null;
      readonly reason: string | null;
    };
