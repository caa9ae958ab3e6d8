/** An error as states raise, retry and catch it: `name` is what `ErrorEquals` is held against. */
export class AslError extends Error {
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}
