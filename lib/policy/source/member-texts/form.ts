/** What a member of the policy language is for, with examples as they would be written. */
export interface MemberText {
  readonly text: string;
  readonly examples?: readonly unknown[];
}

/** A text by the end of a member's path, lists left out and `*` for names that the user chooses. */
export type MemberTexts = Readonly<Record<string, MemberText>>;

export const text = (sentence: string, ...examples: readonly unknown[]): MemberText =>
  examples.length === 0 ? { text: sentence } : { text: sentence, examples };
