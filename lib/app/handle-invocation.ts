import type { Asker } from '../model/asker.ts';
import type { Answer } from '../model/request.ts';
import { handleRequest } from './handle-request.ts';
import { parseRequest } from './parse-request.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/**
 * What a person asks for by invoking the function itself. Lambda does not tell a function who invoked it: a name is what the caller
 * says, and CloudTrail knows by the invocation. Throws a sentence for what is no request.
 */
export const handleInvocation = (
  payload: unknown,
  invocation: string,
  ports: RemediationPorts,
): Promise<Answer> => {
  const { request, claim } = parseRequest(payload);
  const nobody = { kind: 'lambda', name: 'whoever invoked the function', arn: null } as const;
  const by: Asker = { ...(claim ?? nobody), id: null, invocation };
  return handleRequest(request, by, ports);
};
