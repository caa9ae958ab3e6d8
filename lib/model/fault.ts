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

/** What was said: without what was asked for and the code, by which the message of a `Fault` begins. */
export const saidBy = ({
  operation,
  code,
  message,
}: Pick<Fault, 'operation' | 'code' | 'message'>): string => {
  const start = `${operation}: ${code}: `;
  return message.startsWith(start) ? message.slice(start.length) : message;
};
