import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/**
 * A line of a log as dense as it can be and still be traced: the call by its request id. Which function, in which account, at which
 * size stands in the name of the log group and in the function's settings, and CloudWatch asks a price for every byte.
 */
export class LogLine extends LogFormatter {
  formatAttributes(attributes: UnformattedAttributes, details: LogAttributes): LogItem {
    const { logLevel, message, timestamp, lambdaContext } = attributes;
    const line = {
      level: logLevel,
      message,
      timestamp: this.formatTimestamp(timestamp),
      requestId: lambdaContext?.awsRequestId,
      ...(lambdaContext?.coldStart === true && { cold: true }),
    };
    return new LogItem({ attributes: line }).addAttributes(details);
  }
}
