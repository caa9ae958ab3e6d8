import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { applyPlan } from '../../lib/app/apply-plan.ts';
import { parsePlanMessage, parseRollback } from '../../lib/app/messages.ts';
import type { RemediationPorts } from '../../lib/app/remediation-ports.ts';
import { rollBack, type RolledBack } from '../../lib/app/roll-back.ts';

/** A batch of the plans queue, or a direct invocation `{"rollback": {account, region, image, entry}}` by a person. */
export const makeRemediate = (ports: RemediationPorts) => {
  const processRecord = (record: SQSRecord): Promise<void> => applyPlan(parsePlanMessage(record.body), ports);
  return (event: unknown, context: Context): Promise<SQSBatchResponse | RolledBack> => {
    if (!isBatch(event)) {
      const { entry, ...ref } = parseRollback(event);
      return rollBack(ref, entry, ports);
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
