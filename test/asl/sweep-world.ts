import type { Context } from 'aws-lambda';
import { makeCoverage } from '../../functions/coverage/coverage.ts';
import { makeSurvey } from '../../functions/survey/survey.ts';
import { makeSweep } from '../../functions/sweep/sweep.ts';
import { readCoverage } from '../../lib/app/coverage/read-coverage.ts';
import type { CoveragePorts } from '../../lib/app/coverage/tell-coverage.ts';
import type { WorkerPorts } from '../../lib/app/sweep-organization/worker-ports.ts';
import type { WireOptions } from '../../lib/config/wire-shared.ts';
import { wireCoverage, wireSurvey, wireWorker } from '../../lib/config/wire-sweep.ts';
import type { Coverage } from '../../lib/model/coverage.ts';
import { subjectKey } from '../../lib/model/subject.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { generateEstate, type EstateSize } from '../../lib/sandbox/organization/generate.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../lib/sandbox/sandbox.ts';
import { AslError } from './asl-error.ts';
import { interpret, type Execution } from './interpret.ts';
import { functionArn, sweepMachine } from './rendered.ts';

const HUB = '999988887777';
const NAME = 'ami-warden-dev';
const LAMBDA_MS = 900_000;

const POLICY = `
version: 1
name: organization
mode: notify
rules:
  public-sharing: {}
  sharing: { allow: { orgs: [self] } }
  encryption: {}
notify:
  default: { slack: '#cloud-security' }
`;

/** A function as the state machine calls it. */
export type Step = (payload: unknown, context: Context) => Promise<unknown>;

/** An organisation in the sandbox, and the real functions of the sweep in it. */
export interface SweepWorld {
  readonly sandbox: Sandbox;
  readonly clock: SandboxClock;
  readonly worker: WorkerPorts;
  /** What the functions find in theirs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly coverage: CoveragePorts;
  readonly noted: readonly Happening[];
  /** Steps in the place of the real ones, by their names. */
  readonly instead: Map<string, (real: Step) => Step>;
  /** Executes the state machine of serverless.yml. */
  run(name: string, input?: object): Promise<Execution>;
  close(): Promise<void>;
}

/** Starts one whose time stands still at 2026-03-01T10:00:00Z. `settings`: variables of the functions' environment. */
export const startSweepWorld = async (
  size: EstateSize,
  settings: Readonly<Record<string, string>> = {},
  images?: NonNullable<SandboxOptions['images']>,
): Promise<SweepWorld> => {
  const clock = new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true });
  const sandbox = await startSandbox({
    clock,
    estate: generateEstate(size),
    ...(images === undefined ? {} : { images }),
  });
  const compiled = compilePolicy([{ name: 'policy.yaml', text: POLICY }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  sandbox.hub.bucket.put('policy.json', bundleJson(compiled.bundle), 'application/json');
  const noted: Happening[] = [];
  const environment = { ...environmentOf(sandbox), ...settings };
  const optionsOf = (role: string): WireOptions => ({
    telemetry: { note: (happening) => noted.push(happening) },
    clock,
    sleep: () => Promise.resolve(),
    credentials: () => Promise.resolve(sandbox.credentialsOf(`arn:aws:iam::${HUB}:role/${NAME}-${role}`)),
  });
  const worker = wireWorker(environment, optionsOf('sweep'));
  const coverage = wireCoverage(environment, optionsOf('coverage'));
  const steps = new Map<string, Step>([
    ['survey', makeSurvey(wireSurvey(environment, optionsOf('survey')))],
    ['sweep', makeSweep(worker)],
    ['coverage', makeCoverage(coverage)],
  ]);
  const instead = new Map<string, (real: Step) => Step>();
  const invoke = async (arn: string, payload: unknown): Promise<unknown> => {
    const name = [...steps.keys()].find((one) => functionArn(one) === arn) ?? '';
    const real = steps.get(name);
    if (real === undefined) throw new AslError('Lambda.ResourceNotFoundException', arn);
    const step = instead.get(name)?.(real) ?? real;
    try {
      // As it passes between services: what JSON has no form for does not arrive.
      return JSON.parse(JSON.stringify(await step(JSON.parse(JSON.stringify(payload)), CONTEXT))) as unknown;
    } catch (reason) {
      if (reason instanceof AslError || !(reason instanceof Error)) throw reason;
      throw new AslError(reason.name, reason.message);
    }
  };
  const bucketOf = (name: string) => {
    const bucket = sandbox.hub.buckets.find((one) => one.name === name);
    if (bucket === undefined) throw new AslError('S3.NoSuchBucket', name);
    return bucket;
  };
  return {
    sandbox,
    clock,
    worker,
    environment,
    coverage,
    noted,
    instead,
    run: (name, input = {}) =>
      interpret(sweepMachine(), input, name, {
        invoke,
        getObject: (bucket, key) => {
          const object = bucketOf(bucket).get(key);
          if (object === null) return Promise.reject(new AslError('S3.NoSuchKey', key));
          return Promise.resolve(object.content.toString('utf8'));
        },
        putObject: (bucket, key, body) => {
          bucketOf(bucket).put(key, body, 'application/json');
          return Promise.resolve();
        },
        wait: (seconds) => {
          clock.advance(seconds * 1000);
          return Promise.resolve();
        },
        now: () => clock.now(),
        random: () => 0.5,
      }),
    close: () => sandbox.close(),
  };
};

const CONTEXT = { getRemainingTimeInMillis: () => LAMBDA_MS } as Context;

const environmentOf = ({ endpoint, hub }: Sandbox): Readonly<Record<string, string>> => {
  const queue = (name: string): string => `${endpoint}/${HUB}/${NAME}-${name}`;
  return {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    STAGE: 'dev',
    JOURNAL_TABLE: hub.tableName,
    INVENTORY_TABLE: `${NAME}-inventory`,
    CHANGES_QUEUE_URL: queue('changes'),
    PLANS_QUEUE_URL: queue('plans'),
    NOTICES_QUEUE_URL: queue('notices.fifo'),
    POLICY_BUCKET: `${NAME}-policy-${HUB}`,
    POLICY_KEY: 'policy.json',
    SWEEP_BUCKET: `${NAME}-sweeps-${HUB}`,
    READER_ROLE_NAME: 'ami-warden-reader',
    WRITER_ROLE_NAME: 'ami-warden-writer',
    EXTERNAL_ID: 'ami-warden-example',
  };
};

/** How every account-region stands, by `account/region`. */
export const coverageOf = async ({ coverage, clock }: SweepWorld): Promise<ReadonlyMap<string, Coverage>> => {
  const all = await readCoverage(coverage, clock.now());
  return new Map(all.map(({ coverage: one }) => [subjectKey(one.place), one]));
};
