/** What is known of a record that could not be understood. `id` is its name in the journal, `at` ISO 8601. */
export interface MalformedFacts {
  readonly id: string;
  readonly at: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly reason: string;
}
