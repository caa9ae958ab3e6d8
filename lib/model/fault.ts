/** A fault at the edge: something that we asked for could not be had. `retryable` says whether asking again may help. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly operation: string;
  readonly code: string;
  readonly retryable: boolean;

  constructor(
    operation: string,
    code: string,
    message: string,
    options: { readonly retryable: boolean; readonly cause?: unknown },
  ) {
    super(`${operation}: ${code}: ${message}`, { cause: options.cause });
    this.operation = operation;
    this.code = code;
    this.retryable = options.retryable;
  }
}
