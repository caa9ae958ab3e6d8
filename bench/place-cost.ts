import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { makeSweep } from '../functions/sweep/sweep.ts';
import { instrument } from '../lib/config/instrument.ts';
import { wireWorker } from '../lib/config/wire-sweep.ts';
import type { AccountRegion } from '../lib/model/subject.ts';
import { startSweepWorld, type SweepWorld } from '../test/asl/sweep-world.ts';
import type { Figures } from './figures.ts';
import { type MeteredCall, onBehalfOf, roundsOf, startMeter, whoAsks } from './metered.ts';

const DAY_MS = 86_400_000;
const DAYS = 7;
const PLACES = 20;
const IMAGES = 62;
const WORKER = 'ami-warden-dev-sweep';
// CloudWatch Logs counts 26 bytes for each line beside its text.
const LINE_BYTES = 26;
const CONTEXT: Partial<Context> = {
  functionName: WORKER,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:999988887777:function:${WORKER}`,
  memoryLimitInMB: '512',
  awsRequestId: '8c5cf2ab-1f3c-5d2e-9d3f-000000000001',
  getRemainingTimeInMillis: () => 900_000,
};

interface Units {
  reads: number;
  writes: number;
}
interface Meters {
  readonly calls: readonly MeteredCall[];
  readonly batches: Readonly<Units>;
}
interface Batched {
  readonly input: { readonly RequestItems?: Readonly<Record<string, unknown>> };
}
interface Answered {
  readonly Responses?: Readonly<Record<string, readonly object[]>>;
}

/** Units of batches, which the sandbox does not tell: a write for each, and half a read of 4 KB for each document found. */
const startBatchMeter = (): Units => {
  const units = { reads: 0, writes: 0 };
  const base = Object.getPrototypeOf(DynamoDBClient.prototype) as {
    send: (command: Batched, ...rest: readonly unknown[]) => Promise<Answered>;
  };
  const { send } = base;
  base.send = async function batched(this: object, command, ...rest) {
    const answer = await send.call(this, command, ...rest);
    if (whoAsks() === null) return answer;
    const { name } = command.constructor;
    const asked = Object.values(command.input.RequestItems ?? {});
    if (name === 'BatchWriteItemCommand') units.writes += asked.flat().length;
    const found = Object.values(answer.Responses ?? {}).flat();
    if (name === 'BatchGetItemCommand')
      units.reads += found.reduce<number>(
        (sum, item) => sum + Math.ceil(JSON.stringify(item).length / 4096) / 2,
        0,
      );
    return answer;
  };
  return units;
};

/** Takes what functions write to the standard output, as lines, until it is stopped; that there was nothing to count is said to nobody. */
const takeLog = (): { readonly lines: string[]; readonly stop: () => void } => {
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    if (whoAsks() === null) return write(chunk);
    lines.push(
      ...String(chunk)
        .split('\n')
        .filter((text) => text !== ''),
    );
    return true;
  };
  const complain = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array): boolean => whoAsks() !== null || complain(chunk);
  return {
    lines,
    stop: () => {
      process.stdout.write = write;
      process.stderr.write = complain;
    },
  };
};

/** The worker as it is in AWS, logs and metrics with it. */
const workerOf = (world: SweepWorld) => {
  const credentials = world.sandbox.credentialsOf(`arn:aws:iam::999988887777:role/${WORKER}`);
  return instrument((telemetry) =>
    makeSweep(
      wireWorker(world.environment, {
        telemetry,
        clock: world.clock,
        sleep: () => Promise.resolve(),
        credentials: () => Promise.resolve(credentials),
      }),
    ),
  );
};

/** A week of daily sweeps, after a first one that is not counted. */
const costOf = async (name: string, images: number, { calls, batches }: Meters): Promise<Figures> => {
  const size = { accounts: PLACES, regions: 1 };
  const world = await startSweepWorld(size, {}, { count: images * (PLACES + 1), spread: true });
  await world.run('first');
  const worker = workerOf(world);
  const { organization, ec2 } = world.sandbox;
  // The example's accounts have some images in any case.
  const places = organization
    .accounts()
    .flatMap(({ account }) => organization.regions.map((region): AccountRegion => ({ account, region })))
    .filter(({ account, region }) => images > 0 || ec2.images.list(region, account).length === 0);
  const log = takeLog();
  const [first, before] = [calls.length, { ...batches }];
  let rounds = 0;
  for (let day = 1; day <= DAYS; day += 1) {
    world.clock.advance(DAY_MS);
    for (const place of places) {
      const from = calls.length;
      const batch = { Items: [{ ...place, sweep: `day-${String(day)}` }] };
      await onBehalfOf('sweep', () => worker({ batch, retry: 0 }, CONTEXT as Context));
      rounds += roundsOf(calls.slice(from));
    }
  }
  log.stop();
  await world.close();
  const own = calls.slice(first);
  const each = (sum: number): number => sum / places.length / DAYS;
  return {
    [`${name}.rounds`]: each(rounds),
    [`${name}.reads`]: each(own.reduce((sum, { reads }) => sum + reads, batches.reads - before.reads)),
    [`${name}.writes`]: each(own.reduce((sum, { writes }) => sum + writes, batches.writes - before.writes)),
    [`${name}.log_kb`]: each(
      log.lines.reduce((sum, text) => sum + Buffer.byteLength(text) + LINE_BYTES, 0) / 1000,
    ),
    [`${name}.ownCounts`]: each(own.filter(({ service }) => service === 'CloudWatch').length),
  };
};

/**
 * What the daily sweep of an account-region takes, without images and with 62: rounds of calls one after another, DynamoDB's units, KB of
 * logs, and questions for AWS's own counts.
 */
export const placeFigures = async (): Promise<Figures> => {
  // Read by the metrics as they are made.
  process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'AmiWarden/dev';
  process.env['POWERTOOLS_SERVICE_NAME'] = 'sweep';
  const meters = { calls: startMeter(), batches: startBatchMeter() };
  return { ...(await costOf('place.empty', 0, meters)), ...(await costOf('place.images62', IMAGES, meters)) };
};
