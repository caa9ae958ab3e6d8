import type { Context, SQSEvent } from 'aws-lambda';
import { makeGuard } from '../functions/guard/guard.ts';
import { makeNotify } from '../functions/notify/notify.ts';
import { makeRemediate } from '../functions/remediate/remediate.ts';
import { instrument } from '../lib/config/instrument.ts';
import { wireGuard } from '../lib/config/wire-guard.ts';
import { wireNotify } from '../lib/config/wire-notify.ts';
import { wireRemediate } from '../lib/config/wire-remediate.ts';
import type { Clock } from '../lib/ports/clock.ts';
import { inProcessRunner } from '../test/local-stack/in-process-runner.ts';
import type { FunctionRunner, FunctionSettings } from '../test/local-stack/runner.ts';
import { onBehalfOf, whoAsks } from './metered.ts';

/** A line that a function wrote to its log. */
export interface LogLine {
  readonly by: string;
  readonly text: string;
}

/** Functions that log and count as they do in AWS, and what came of it, which grows. */
export interface Logged {
  readonly runner: FunctionRunner;
  readonly lines: readonly LogLine[];
  /** The functions by their short names, once for each call. */
  readonly calls: readonly string[];
  /** Gives the standard output back. */
  readonly stop: () => void;
}

type Handle = (event: never, context: Context) => Promise<unknown>;

const handleOf = (settings: FunctionSettings): Handle | null => {
  const { environment, clock } = settings;
  const variables = { ...environment, AWS_REGION: settings.region };
  const credentials = () => Promise.resolve(settings.credentials());
  const options = { clock, credentials, sleep: () => Promise.resolve() };
  // Read by the metrics as they are made.
  process.env['POWERTOOLS_METRICS_NAMESPACE'] = environment['POWERTOOLS_METRICS_NAMESPACE'];
  process.env['POWERTOOLS_SERVICE_NAME'] = environment['POWERTOOLS_SERVICE_NAME'];
  switch (settings.stackFunction.handler) {
    case 'functions/guard/handler.handler':
      return instrument<SQSEvent, unknown>((telemetry) =>
        makeGuard(wireGuard(variables, { ...options, telemetry })),
      );
    case 'functions/remediate/handler.handler':
      return instrument((telemetry) => makeRemediate(wireRemediate(variables, { ...options, telemetry })));
    case 'functions/notify/handler.handler':
      return instrument<SQSEvent, unknown>((telemetry) =>
        makeNotify(wireNotify(variables, { ...options, telemetry })),
      );
    default:
      return null;
  }
};

const contextOf = ({ stackFunction: { name, arn, memorySize } }: FunctionSettings, call: number): Context => {
  const context: Partial<Context> = {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memorySize),
    awsRequestId: `8c5cf2ab-1f3c-5d2e-9d3f-${String(call).padStart(12, '0')}`,
    getRemainingTimeInMillis: () => 30_000,
  };
  return context as Context;
};

/** Runs guard, remediate and notify in this process with all that stands around them in AWS, and takes what they write to the standard output. */
export const loggedRunner = (clock: Clock): Logged => {
  const lines: LogLine[] = [];
  const calls: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    const by = whoAsks();
    if (by === null) return write(chunk);
    lines.push(
      ...String(chunk)
        .split('\n')
        .flatMap((text) => (text === '' ? [] : [{ by, text }])),
    );
    return true;
  };
  const plain = inProcessRunner(clock, { note: () => undefined });
  return {
    runner: (settings) => {
      const running = plain(settings);
      const handle = handleOf(settings);
      if (handle === null) return running;
      const by = settings.stackFunction.name.split('-').at(-1) ?? '';
      return {
        ...running,
        invoke: (event) => {
          calls.push(by);
          return onBehalfOf(by, () => handle(event as never, contextOf(settings, calls.length)));
        },
      };
    },
    lines,
    calls,
    stop: () => {
      process.stdout.write = write;
    },
  };
};
