import type { Answer } from '../model/request.ts';
import { handleRequest } from './handle-request.ts';
import { parseRequest } from './parse-request.ts';
import type { InvocationPorts } from './remediation-ports.ts';
import { type Invocation, whoAsks } from './who-asks.ts';

/** What a person asks for by invoking the function itself. Rejects with a sentence for what is no request. */
export const handleInvocation = async (
  payload: unknown,
  invocation: Invocation,
  ports: InvocationPorts,
): Promise<Answer> => {
  const parsed = parseRequest(payload);
  return handleRequest(parsed.request, await whoAsks(parsed, invocation, ports.callers), ports);
};
