import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { deliverNotice } from '../../lib/app/deliver-notice.ts';
import type { NoticePorts } from '../../lib/app/notice-ports.ts';
import { parseNotice } from '../../lib/app/parse-notice.ts';

/**
 * One batch of the notices queue, in order: two notices of one finding must not both find it untold. After a failure the later ones of
 * the same finding are given back untried, lest they overtake it; other findings go on.
 */
export const makeNotify = (ports: NoticePorts) => {
  const processRecord = (record: SQSRecord): Promise<void> => deliverNotice(parseNotice(record.body), ports);
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(event, processRecord, new SqsFifoPartialProcessorAsync(), {
      context,
      skipGroupOnError: true,
      throwOnFullBatchFailure: false,
    });
};
