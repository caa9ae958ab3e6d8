import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Telemetry } from '../ports/telemetry.ts';
import { LogLine } from './log-line.ts';
import { logTelemetry } from './log-telemetry.ts';

type Handle<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * A Lambda handler with structured logs, EMF metrics and the request's ids on every line. `make` is called once, at cold
 * start: a function that cannot be wired fails its start with the reason.
 */
export const instrument = <Event, Result>(make: (telemetry: Telemetry) => Handle<Event, Result>) => {
  const logger = new Logger({ logFormatter: new LogLine() });
  const metrics = new Metrics();
  const handle = make(logTelemetry(logger, metrics, { now: () => new Date() }));
  return middy<Event, Result>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler((event: Event, context: Context) => handle(event, context));
};
