/** What is said of a datum that is not to be had. */
export const MISSING = 'is not known';

/** What an expression ran into; `datum` and `problem` are a sentence together: `image.deprecatedAt` `is not known`. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly datum: string;
  readonly problem: string;

  constructor(datum: string, problem: string) {
    super(`${datum} ${problem}`);
    this.datum = datum;
    this.problem = problem;
  }
}
