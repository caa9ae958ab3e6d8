import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { makeCoverage } from '../../functions/coverage/coverage.ts';
import { makeGuard } from '../../functions/guard/guard.ts';
import { makeNotify } from '../../functions/notify/notify.ts';
import { makeRemediate } from '../../functions/remediate/remediate.ts';
import { makeSlack } from '../../functions/slack/slack.ts';
import { makeSurvey } from '../../functions/survey/survey.ts';
import { makeSweep } from '../../functions/sweep/sweep.ts';
import { wireGuard } from '../../lib/config/wire-guard.ts';
import { wireNotify } from '../../lib/config/wire-notify.ts';
import { wireRemediate } from '../../lib/config/wire-remediate.ts';
import type { WireOptions } from '../../lib/config/wire-shared.ts';
import { wireSlack } from '../../lib/config/wire-slack.ts';
import { wireCoverage, wireSurvey, wireWorker } from '../../lib/config/wire-sweep.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { Telemetry } from '../../lib/ports/telemetry.ts';
import type { FunctionRunner, FunctionSettings } from './runner.ts';

type Environment = Readonly<Record<string, string>>;
type Handle = (event: unknown, context: Context) => Promise<unknown>;

type Batch = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

const ofBatches =
  (handle: Batch): Handle =>
  (event, context) =>
    handle(event as SQSEvent, context);

/** What each handler of the template is, by its name there; wired as its own file wires it. */
const HANDLERS: Readonly<Record<string, (environment: Environment, options: WireOptions) => Handle>> = {
  'functions/guard/handler.handler': (environment, options) =>
    ofBatches(makeGuard(wireGuard(environment, options))),
  'functions/remediate/handler.handler': (environment, options) =>
    makeRemediate(wireRemediate(environment, options)),
  'functions/notify/handler.handler': (environment, options) =>
    ofBatches(makeNotify(wireNotify(environment, options))),
  'functions/slack/handler.handler': (environment, options) => {
    const handle = makeSlack(wireSlack(environment, options));
    return (event) => handle(event as Parameters<typeof handle>[0]);
  },
  'functions/survey/handler.handler': (environment, options) => makeSurvey(wireSurvey(environment, options)),
  'functions/sweep/handler.handler': (environment, options) => makeSweep(wireWorker(environment, options)),
  'functions/coverage/handler.handler': (environment, options) =>
    makeCoverage(wireCoverage(environment, options)),
};

/**
 * Runs the functions' own handlers in this process, each with the template's environment and its role's session, started at its first
 * event as Lambda does. A function whose environment is not complete fails that event, and is started anew with the next.
 */
export const inProcessRunner =
  (clock: Clock, telemetry: Telemetry): FunctionRunner =>
  (settings) => {
    let started: Handle | null = null;
    return {
      invoke: (event, requestId) => {
        started ??= start(settings, clock, telemetry);
        return started(event, contextOf(settings, requestId ?? 'local-stack'));
      },
      kill: () => 0,
      log: () => '',
      stop: () => Promise.resolve(),
    };
  };

const start = (
  { stackFunction, environment, credentials, region }: FunctionSettings,
  clock: Clock,
  telemetry: Telemetry,
): Handle => {
  const make = HANDLERS[stackFunction.handler];
  if (make === undefined) throw new Error(`${stackFunction.handler} runs under AWS's runtime client alone`);
  return make(
    { ...environment, AWS_REGION: region },
    {
      telemetry,
      clock,
      // Slack's pace is real time's.
      sleep: () => Promise.resolve(),
      credentials: () => Promise.resolve(credentials()),
    },
  );
};

/** Lambda's context, without the callbacks of Node's past: its types still ask for them, its runtime no longer has them. */
const contextOf = ({ stackFunction }: FunctionSettings, awsRequestId: string): Context => {
  const { name, arn, memorySize } = stackFunction;
  const context: Omit<Context, 'done' | 'fail' | 'succeed'> = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memorySize),
    awsRequestId,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local-stack',
    getRemainingTimeInMillis: () => stackFunction.timeoutSeconds * 1_000,
  };
  return context as Context;
};
