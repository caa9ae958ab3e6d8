import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { applyPlan } from '../../lib/app/apply-plan.ts';
import { handleRequest } from '../../lib/app/handle-request.ts';
import { parsePlanMessage } from '../../lib/app/messages.ts';
import { parseRequest } from '../../lib/app/parse-request.ts';
import type { RemediationPorts } from '../../lib/app/remediation-ports.ts';
import type { Answer, Asker } from '../../lib/model/request.ts';

/** A batch of the plans queue, or what a person asks for by a direct invocation. */
export const makeRemediate = (ports: RemediationPorts) => {
  const processRecord = async ({ body }: SQSRecord): Promise<void> => {
    const message = parsePlanMessage(body);
    if (message.kind === 'plan') return applyPlan(message, ports);
    const { retry } = await handleRequest(message.request, message.by, ports);
    if (retry !== null) throw new Error(retry);
  };
  return (event: unknown, context: Context): Promise<SQSBatchResponse | Answer> => {
    if (!isBatch(event)) {
      const { request, claim } = parseRequest(event);
      // Lambda does not tell a function who invoked it: a name is what the caller says, and CloudTrail knows by the invocation.
      const nobody = { kind: 'lambda', name: 'whoever invoked the function', arn: null } as const;
      const by: Asker = { ...(claim ?? nobody), id: null, invocation: context.awsRequestId };
      return handleRequest(request, by, ports);
    }
    // In order: two plans for one image must not both find the same share to take back.
    return processPartialResponse(event, processRecord, new BatchProcessor(EventType.SQS), {
      context,
      processInParallel: false,
      throwOnFullBatchFailure: false,
    });
  };
};

const isBatch = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records);
