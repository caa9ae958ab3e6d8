import { mayDo } from '../../lib/sandbox/identity/role.ts';
import type { StackMachine, StackTimer } from '../../lib/sandbox/routing/functions.ts';
import type { Sandbox } from '../../lib/sandbox/sandbox.ts';
import { AslError } from '../asl/asl-error.ts';
import { interpret } from '../asl/interpret.ts';
import type { StackedFunction } from './local-stack.ts';

type Functions = ReadonlyMap<string, StackedFunction>;

const need = (sandbox: Sandbox, roleArn: string, action: string, resource: string): void => {
  if (mayDo(sandbox.roles.get(roleArn), action, resource)) return;
  throw new Error(`${roleArn} may not ${action} on ${resource}`);
};

/** Invokes a function in the name of a role. */
const invoke = (
  sandbox: Sandbox,
  functions: Functions,
  roleArn: string,
  arn: string,
  payload: unknown,
): Promise<unknown> => {
  need(sandbox, roleArn, 'lambda:InvokeFunction', arn);
  const found = [...functions.values()].find(({ is }) => is.arn === arn);
  if (found === undefined) throw new Error(`there is no function ${arn}`);
  return found.invoke(payload);
};

/** What EventBridge Scheduler does at a schedule's time: calls a function, or has a state machine executed by the tests' own interpreter of its language. */
export const fire = async (
  sandbox: Sandbox,
  functions: Functions,
  machines: readonly StackMachine[],
  { name, targetArn, roleArn, input }: StackTimer,
): Promise<void> => {
  const payload: unknown = JSON.parse(input);
  const machine = machines.find(({ arn }) => arn === targetArn);
  if (machine === undefined) {
    await invoke(sandbox, functions, roleArn, targetArn, payload);
    return;
  }
  need(sandbox, roleArn, 'states:StartExecution', targetArn);
  const bucketOf = (bucket: string) => {
    const found = sandbox.hub.buckets.find((one) => one.name === bucket);
    if (found === undefined) throw new AslError('S3.NoSuchBucket', bucket);
    return found;
  };
  const ended = await interpret(machine.definition, payload, `${name}-1`, {
    invoke: async (arn, given) => {
      try {
        return await invoke(sandbox, functions, machine.roleArn, arn, given);
      } catch (reason) {
        throw new AslError('Error', String(reason));
      }
    },
    getObject: (bucket, key) => {
      need(sandbox, machine.roleArn, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`);
      const object = bucketOf(bucket).get(key);
      if (object === null) throw new AslError('S3.NoSuchKey', key);
      return Promise.resolve(object.content.toString('utf8'));
    },
    putObject: (bucket, key, body) => {
      need(sandbox, machine.roleArn, 's3:PutObject', `arn:aws:s3:::${bucket}/${key}`);
      bucketOf(bucket).put(key, body, 'application/json');
      return Promise.resolve();
    },
    wait: () => Promise.resolve(),
    now: () => sandbox.clock.now(),
    random: () => 0,
  });
  if (ended.status === 'FAILED') {
    throw new Error(`${ended.error ?? ''}: ${ended.cause ?? ''} ${JSON.stringify(ended.output)}`);
  }
  const failed = ended.children.filter(({ status }) => status === 'FAILED');
  if (failed.length > 0)
    throw new Error(`${String(failed.length)} workers failed: ${JSON.stringify(failed[0])}`);
};
