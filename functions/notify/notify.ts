import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { deliverNotice, type NoticePorts } from '../../lib/app/deliver-notice.ts';
import { parseNotice } from '../../lib/app/messages.ts';

/** One batch of the notices queue, in order: two notices of one finding must not both find it untold. */
export const makeNotify = (ports: NoticePorts) => {
  const processRecord = (record: SQSRecord): Promise<void> => deliverNotice(parseNotice(record.body), ports);
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(event, processRecord, new BatchProcessor(EventType.SQS), {
      context,
      processInParallel: false,
      throwOnFullBatchFailure: false,
    });
};
