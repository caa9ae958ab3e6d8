import * as z from 'zod';

// Strict throughout: a state or a field that is not executed here is refused, never passed over.
const text = z.string().min(1);
const path = z
  .string()
  .regex(/^\$(\$?)(\.[A-Za-z_]\w*)*$/, 'only reference paths by names are executed here');

const Errors = z.array(text).min(1);

const Retrier = z.strictObject({
  ErrorEquals: Errors,
  IntervalSeconds: z.int().min(1).default(1),
  MaxAttempts: z.int().min(0).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const Catcher = z.strictObject({ ErrorEquals: Errors, ResultPath: path.default('$'), Next: text });

const Task = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.literal('arn:aws:states:::lambda:invoke'),
  Parameters: z.record(z.string(), z.unknown()),
  ResultSelector: z.record(z.string(), z.unknown()).optional(),
  ResultPath: path.default('$'),
  OutputPath: path.default('$'),
  TimeoutSeconds: z.int().min(1).max(99_999_999).default(99_999_999),
  Retry: z.array(Retrier).default([]),
  Catch: z.array(Catcher).default([]),
  Next: text,
});

const Rule = z.union([
  z.strictObject({ Variable: path, StringEquals: z.string(), Next: text }),
  z.strictObject({ Variable: path, NumericGreaterThanEquals: z.number(), Next: text }),
  z.strictObject({ Variable: path, NumericLessThanPath: path, Next: text }),
  z.strictObject({ Variable: path, IsPresent: z.boolean(), Next: text }),
]);

const Choice = z.strictObject({ Type: z.literal('Choice'), Choices: z.array(Rule).min(1), Default: text });
const Succeed = z.strictObject({ Type: z.literal('Succeed') });
const Wait = z.strictObject({ Type: z.literal('Wait'), SecondsPath: path, Next: text });
const Fail = z
  .strictObject({ Type: z.literal('Fail'), Error: text, Cause: text.optional(), CausePath: path.optional() })
  .refine(
    ({ Cause, CausePath }) => (Cause === undefined) !== (CausePath === undefined),
    'a cause, or a path to one',
  );

const childStates = z.record(text, z.discriminatedUnion('Type', [Task, Choice, Wait, Succeed, Fail]));

const DistributedMap = z.strictObject({
  Type: z.literal('Map'),
  Label: z.string().regex(/^[\w-]{1,40}$/),
  ItemReader: z.strictObject({
    Resource: z.literal('arn:aws:states:::s3:getObject'),
    ReaderConfig: z.strictObject({ InputType: z.literal('JSON') }),
    Parameters: z.strictObject({ 'Bucket.$': path, 'Key.$': path }),
  }),
  // No more than a child's input may hold: 256 KiB.
  ItemBatcher: z.strictObject({ MaxItemsPerBatch: z.int().min(1) }).optional(),
  MaxConcurrencyPath: path,
  ToleratedFailurePercentage: z.number().min(0).max(100).default(0),
  ItemProcessor: z.strictObject({
    ProcessorConfig: z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.literal('STANDARD') }),
    StartAt: text,
    States: childStates,
  }),
  ResultWriter: z.strictObject({
    Resource: z.literal('arn:aws:states:::s3:putObject'),
    Parameters: z.strictObject({ 'Bucket.$': path, Prefix: text }),
  }),
  ResultPath: path,
  Catch: z.array(Catcher).default([]),
  Next: text,
});

const Machine = z.strictObject({
  Comment: text.optional(),
  StartAt: text,
  TimeoutSeconds: z.int().min(1).optional(),
  States: z.record(text, z.discriminatedUnion('Type', [Task, DistributedMap, Choice, Wait, Succeed, Fail])),
});

export type TaskState = z.infer<typeof Task>;
export type MapState = z.infer<typeof DistributedMap>;
export type ChoiceState = z.infer<typeof Choice>;
export type State = z.infer<typeof Machine>['States'][string];
export type Retrier = z.infer<typeof Retrier>;
export type Catcher = z.infer<typeof Catcher>;

/** States by name, and which is the first: a whole machine, or what a map does with each item. */
export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export type Machine = z.infer<typeof Machine>;

/** A state machine as far as it is executed here. Throws for whatever is not, and for a name that leads nowhere. */
export const readMachine = (definition: unknown): Machine => {
  const machine = Machine.parse(definition);
  checkNames(machine);
  for (const state of Object.values(machine.States)) {
    if (state.Type === 'Map') checkNames(state.ItemProcessor);
  }
  return machine;
};

const checkNames = ({ StartAt, States: states }: States): void => {
  const named = [StartAt, ...Object.values(states).flatMap(namesIn)];
  const missing = named.find((name) => !Object.hasOwn(states, name));
  if (missing !== undefined) throw new Error(`there is no state ${missing}`);
};

const namesIn = (state: State): readonly string[] => {
  switch (state.Type) {
    case 'Task':
    case 'Map':
      return [state.Next, ...state.Catch.map(({ Next }) => Next)];
    case 'Wait':
      return [state.Next];
    case 'Choice':
      return [state.Default, ...state.Choices.map(({ Next }) => Next)];
    case 'Succeed':
    case 'Fail':
      return [];
  }
};
