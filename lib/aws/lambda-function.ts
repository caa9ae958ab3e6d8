import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { Fault } from '../model/fault.ts';
import { asFault } from './faults.ts';

/** Invokes a function and waits for its answer, parsed as JSON. Rejects with `Fault`: when it could not be asked, and with what the function itself failed with. */
export const invokeFunction = async (
  client: LambdaClient,
  name: string,
  payload: object,
  signal: AbortSignal,
): Promise<unknown> => {
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) });
  const { FunctionError, Payload } = await asFault('Invoke', client.send(command, { abortSignal: signal }));
  const answer = parse(Payload?.transformToString() ?? '');
  if (FunctionError === undefined) return answer;
  const { errorType, errorMessage } = failureOf(answer);
  // Whether it would go well next time is in its message, if anywhere: nothing is asked again by itself.
  throw new Fault(name, errorType, errorMessage, { retryable: false });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Fault('Invoke', 'UnknownShape', 'the function answered no JSON', { retryable: false });
  }
};

/** What Lambda makes of an error: `{"errorType", "errorMessage", …}`. */
const failureOf = (answer: unknown): { readonly errorType: string; readonly errorMessage: string } => {
  const { errorType, errorMessage } = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    readonly errorType?: unknown;
    readonly errorMessage?: unknown;
  };
  return {
    errorType: typeof errorType === 'string' ? errorType : 'Unhandled',
    errorMessage: typeof errorMessage === 'string' ? errorMessage : 'the function failed and did not say why',
  };
};
