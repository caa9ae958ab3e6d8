import { AslError } from './asl-error.ts';
import {
  readMachine,
  type Catcher,
  type ChoiceState,
  type MapState,
  type Retrier,
  type State,
  type States,
  type TaskState,
} from './machine.ts';
import { fillIn, lookUp, pick, putAt } from './paths.ts';

/** What is around a state machine: the functions that it calls, the objects that it reads and writes, and time. */
export interface Surroundings {
  /** Calls a function by its ARN with a payload; rejects with `AslError` when it fails. */
  invoke(functionArn: string, payload: unknown): Promise<unknown>;
  getObject(bucket: string, key: string): Promise<string>;
  putObject(bucket: string, key: string, body: string): Promise<void>;
  /** Waits between tries, and in states that do nothing else. */
  wait(seconds: number): Promise<void>;
  now(): Date;
  /** Between 0 and 1, for jitter. */
  random(): number;
}

/** How an execution ended, and the states that it entered; of the workers of a map, each its own way. */
export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output: unknown;
  readonly error: string | null;
  readonly cause: string | null;
  readonly entered: readonly string[];
  readonly children: readonly Child[];
  /** How many workers ran at once at most. */
  readonly widest: number;
}

/** A worker of a map, and how many of the map's items it had: all that a worker which fails had count as failed. */
interface Child extends Execution {
  readonly items: number;
}

// What passes from state to state (Step Functions quotas).
const MOST_BYTES = 262_144;

/**
 * Executes a standard state machine of the states that `readMachine` knows, as the Amazon States Language and Step Functions' pages
 * on the distributed map say. Not modelled: time-outs, redrives, throttling of the service itself.
 */
export const interpret = (
  definition: unknown,
  input: unknown,
  name: string,
  around: Surroundings,
): Promise<Execution> => execute(readMachine(definition), input, name, around);

const execute = async (
  machine: States,
  input: unknown,
  name: string,
  around: Surroundings,
): Promise<Execution> => {
  const Execution = { Name: name, Input: input, StartTime: around.now().toISOString() };
  const run = new Run({ Execution }, around);
  const ended = { entered: run.entered, children: run.children };
  try {
    const output = await run.through(machine, input);
    return { status: 'SUCCEEDED', output, error: null, cause: null, ...ended, widest: run.widest };
  } catch (reason) {
    if (!(reason instanceof AslError)) throw reason;
    const { error, message } = reason;
    return { status: 'FAILED', output: null, error, cause: message, ...ended, widest: run.widest };
  }
};

class Run {
  readonly entered: string[] = [];
  readonly children: Child[] = [];
  widest = 0;
  private readonly context: object;
  private readonly around: Surroundings;

  constructor(context: object, around: Surroundings) {
    this.context = context;
    this.around = around;
  }

  async through({ StartAt, States: states }: States, input: unknown): Promise<unknown> {
    let name: string | null = StartAt;
    let value = input;
    while (name !== null) {
      this.entered.push(name);
      const state: State | undefined = states[name];
      if (state === undefined) throw new Error(`there is no state ${name}`);
      fits(value);
      const step = await this.step(state, value);
      value = fits(step.output);
      name = step.next;
    }
    return value;
  }

  private async step(state: State, input: unknown): Promise<{ output: unknown; next: string | null }> {
    switch (state.Type) {
      case 'Succeed':
        return { output: input, next: null };
      case 'Fail':
        throw new AslError(
          state.Error,
          state.Cause ?? String(pick(state.CausePath ?? '$', input, this.context)),
        );
      case 'Wait':
        await this.around.wait(Number(pick(state.SecondsPath, input, this.context)));
        return { output: input, next: state.Next };
      case 'Choice':
        return { output: input, next: chosen(state, input, this.context) };
      case 'Task':
        return this.caught(state, input, () =>
          this.retried(state, (tries) => this.task(state, input, tries)),
        );
      case 'Map':
        return this.caught(state, input, () => this.map(state, input));
    }
  }

  private async caught(
    state: TaskState | MapState,
    input: unknown,
    work: () => Promise<unknown>,
  ): Promise<{ output: unknown; next: string }> {
    try {
      return { output: fits(await work()), next: state.Next };
    } catch (reason) {
      const catcher = reason instanceof AslError ? matching(state.Catch, reason) : undefined;
      if (!(reason instanceof AslError) || catcher === undefined) throw reason;
      const told = { Error: reason.error, Cause: reason.message };
      return { output: putAt(catcher.ResultPath, input, told), next: catcher.Next };
    }
  }

  /** Each retrier counts its own tries; the context's count is of all of them. */
  private async retried(state: TaskState, work: (tries: number) => Promise<unknown>): Promise<unknown> {
    const tries = new Map<Retrier, number>();
    for (let count = 0; ; count += 1) {
      try {
        return await work(count);
      } catch (reason) {
        const retrier = reason instanceof AslError ? matching(state.Retry, reason) : undefined;
        const tried = retrier === undefined ? 0 : (tries.get(retrier) ?? 0);
        if (retrier === undefined || tried >= retrier.MaxAttempts) throw reason;
        tries.set(retrier, tried + 1);
        const grown = retrier.IntervalSeconds * retrier.BackoffRate ** tried;
        const delay = Math.min(grown, retrier.MaxDelaySeconds ?? Infinity);
        await this.around.wait(retrier.JitterStrategy === 'FULL' ? delay * this.around.random() : delay);
      }
    }
  }

  private async task(state: TaskState, input: unknown, RetryCount: number): Promise<unknown> {
    const given = fillIn(state.Parameters, input, { ...this.context, State: { RetryCount } });
    const Payload = await this.around.invoke(
      String(pick('$.FunctionName', given, null)),
      pick('$.Payload', given, null),
    );
    const answer = { ExecutedVersion: '$LATEST', Payload, StatusCode: 200 };
    const { ResultSelector: selector } = state;
    const result = selector === undefined ? answer : fillIn(selector, answer, this.context);
    return pick(state.OutputPath, putAt(state.ResultPath, input, result), this.context);
  }

  private async map(state: MapState, input: unknown): Promise<unknown> {
    const at = (path: string): unknown => pick(path, input, this.context);
    const { Parameters: from } = state.ItemReader;
    const read = await this.around.getObject(String(at(from['Bucket.$'])), String(at(from['Key.$'])));
    const items = JSON.parse(read) as unknown;
    if (!Array.isArray(items)) throw new AslError('States.ItemReaderFailed', 'the object is no JSON array');
    const tolerated = state.ToleratedFailurePercentage;
    await this.workers(state, items, Number(at(state.MaxConcurrencyPath)));
    const failed = this.failedItems();
    const result = await this.writeResults(state, String(at(state.ResultWriter.Parameters['Bucket.$'])));
    if (isOver(failed, items.length, tolerated)) {
      const cause = `${String(failed)} of ${String(items.length)} failed, more than ${String(tolerated)} %`;
      throw new AslError('States.ExceedToleratedFailureThreshold', cause);
    }
    return putAt(state.ResultPath, input, result);
  }

  private failedItems(): number {
    return this.children.reduce((sum, { status, items }) => sum + (status === 'FAILED' ? items : 0), 0);
  }

  /** No more than `most` at once (0: no limit); none is begun once more items have failed than is tolerated. */
  private async workers(state: MapState, items: readonly unknown[], most: number): Promise<void> {
    const batches = batchesOf(items, state.ItemBatcher?.MaxItemsPerBatch ?? null);
    const tolerated = state.ToleratedFailurePercentage;
    let next = 0;
    let running = 0;
    const work = async (): Promise<void> => {
      for (;;) {
        const index = next;
        const batch = batches[index];
        if (batch === undefined || isOver(this.failedItems(), items.length, tolerated)) return;
        next += 1;
        running += 1;
        this.widest = Math.max(this.widest, running);
        const name = `${state.Label}-${String(index)}`;
        const child = await execute(state.ItemProcessor, batch.input, name, this.around);
        running -= 1;
        this.children.push({ ...child, items: batch.items });
      }
    };
    const lanes = most === 0 ? batches.length : Math.min(most, batches.length);
    await Promise.all(Array.from({ length: lanes }, work));
  }

  private async writeResults(state: MapState, bucket: string): Promise<unknown> {
    const key = `${state.ResultWriter.Parameters.Prefix}/${state.Label}/manifest.json`;
    const written = this.children.map(({ status, output, error, cause }) => ({
      status,
      output,
      error,
      cause,
    }));
    await this.around.putObject(bucket, key, JSON.stringify(written));
    return { MapRunArn: `mapRun:${state.Label}`, ResultWriterDetails: { Bucket: bucket, Key: key } };
  }
}

interface Batch {
  readonly input: unknown;
  readonly items: number;
}

/** Each item by itself, or as many as fit under the name by which Step Functions hands them over. */
const batchesOf = (items: readonly unknown[], most: number | null): readonly Batch[] => {
  if (most === null) return items.map((input) => ({ input, items: 1 }));
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) => {
    const Items = items.slice(index * most, (index + 1) * most);
    return { input: { Items }, items: Items.length };
  });
};

const isOver = (failed: number, all: number, tolerated: number): boolean =>
  failed > 0 && (failed / all) * 100 > tolerated;

const matching = <One extends Retrier | Catcher>(all: readonly One[], { error }: AslError): One | undefined =>
  all.find(({ ErrorEquals }) => ErrorEquals.some((name) => matches(name, error)));

// `States.ALL` takes all but these two; `States.TaskFailed` all but a time-out.
const matches = (name: string, error: string): boolean => {
  if (name === error) return true;
  if (name === 'States.ALL') return error !== 'States.DataLimitExceeded' && error !== 'States.Runtime';
  return name === 'States.TaskFailed' && !error.startsWith('States.');
};

const chosen = (state: ChoiceState, input: unknown, context: unknown): string => {
  const rule = state.Choices.find((one) => {
    const value = lookUp(one.Variable, input, context);
    if ('IsPresent' in one) return (value !== undefined) === one.IsPresent;
    // Step Functions fails the execution where a variable is missing; it does not take the default.
    if (value === undefined) throw new AslError('States.Runtime', `${one.Variable} leads to nothing`);
    if ('StringEquals' in one) return value === one.StringEquals;
    if ('NumericGreaterThanEquals' in one) {
      return typeof value === 'number' && value >= one.NumericGreaterThanEquals;
    }
    const most = lookUp(one.NumericLessThanPath, input, context);
    if (most === undefined)
      throw new AslError('States.Runtime', `${one.NumericLessThanPath} leads to nothing`);
    return typeof value === 'number' && typeof most === 'number' && value < most;
  });
  return rule?.Next ?? state.Default;
};

const fits = (value: unknown): unknown => {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= MOST_BYTES) return value;
  throw new AslError(
    'States.DataLimitExceeded',
    `${String(bytes)} bytes are more than ${String(MOST_BYTES)}`,
  );
};
