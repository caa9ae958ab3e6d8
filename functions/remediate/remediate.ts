import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { answerRequest } from '../../lib/app/answer-request.ts';
import { applyPlan } from '../../lib/app/apply-plan.ts';
import { handleInvocation } from '../../lib/app/handle-invocation.ts';
import { parsePlanMessage } from '../../lib/app/messages.ts';
import type { InvocationPorts } from '../../lib/app/remediation-ports.ts';

type Ended = SQSBatchResponse | Awaited<ReturnType<typeof handleInvocation>>;

/** A batch of the queues of plans and requests, or what a person asks for by a direct invocation. */
export const makeRemediate = (ports: InvocationPorts) => {
  const processRecord = async ({ body }: SQSRecord): Promise<void> => {
    const message = parsePlanMessage(body);
    await (message.kind === 'plan' ? applyPlan(message, ports) : answerRequest(message, ports));
  };
  return (event: unknown, context: Context): Promise<Ended> => {
    if (!isBatch(event)) return handleInvocation(event, context, ports);
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
