import { AslError } from './asl-error.ts';
import { interpret, type Surroundings } from './interpret.ts';

/** A task that calls a function with its input, and goes on to the end with the answer. */
export const task = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  Next: 'End',
  ...more,
});
/** A machine that begins with this state. */
export const machine = (state: object, more: object = {}): object => ({
  StartAt: 'First',
  States: { First: state, End: { Type: 'Succeed' }, ...more },
});

/** Functions by their names, and what is around a machine that calls them. */
export const world = (functions: Record<string, (payload: unknown) => unknown>) => {
  const objects = new Map<string, string>();
  const waits: number[] = [];
  const around: Surroundings = {
    invoke: async (name, payload) => {
      await Promise.resolve();
      return functions[name]?.(payload);
    },
    getObject: (bucket, key) => {
      const body = objects.get(`${bucket}/${key}`);
      return body === undefined
        ? Promise.reject(new AslError('States.ItemReaderFailed', 'no such object'))
        : Promise.resolve(body);
    },
    putObject: (bucket, key, body) => {
      objects.set(`${bucket}/${key}`, body);
      return Promise.resolve();
    },
    wait: (seconds) => {
      waits.push(seconds);
      return Promise.resolve();
    },
    now: () => new Date('2026-03-01T10:00:00Z'),
    random: () => 0.5,
  };
  return { around, objects, waits };
};

/** Executes a machine under the name `run-1`. */
export const run = (definition: object, input: unknown, around: Surroundings) =>
  interpret(definition, input, 'run-1', around);
