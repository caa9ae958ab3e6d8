import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { handleChange } from '../../lib/app/handle-change.ts';
import type { EventPorts } from '../../lib/app/guard-ports.ts';

/** One batch of the changes queue. A record that is malformed or could not be finished fails alone and is delivered again. */
export const makeGuard = (ports: EventPorts) => {
  const processRecord = async (record: SQSRecord): Promise<void> => {
    const handled = await handleChange(record.body, ports);
    if (handled.kind === 'malformed') throw new Error(handled.reason);
  };
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(event, processRecord, new BatchProcessor(EventType.SQS), {
      context,
      throwOnFullBatchFailure: false,
    });
};
