/** The id of a plan, or why a word is none. */
export const planId = (
  word: string,
): { readonly ok: true; readonly id: string } | { readonly ok: false; readonly problem: string } =>
  /^[0-9a-f]{16}$/.test(word)
    ? { ok: true, id: word }
    : { ok: false, problem: `${JSON.stringify(word)}: expected the id of a plan, 16 hex digits` };
