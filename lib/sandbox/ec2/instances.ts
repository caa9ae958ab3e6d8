import type { CallContext } from '../wire/service.ts';
import { AwsError } from '../wire/service.ts';
import type { StoredInstance } from './instance.ts';
import { missing } from './refusals.ts';
import type { World } from './world.ts';

const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;

/** The id as given; throws MissingParameter or InvalidInstanceID.Malformed. */
export const instanceIdOf = (id: string | undefined): string => {
  if (id === undefined || id === '') throw missing('InstanceId');
  if (INSTANCE_ID.test(id)) return id;
  throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
};

/** The caller's own instance, to be changed; throws Malformed or NotFound. */
export const ownInstance = (
  world: World,
  id: string | undefined,
  { caller, region }: CallContext,
): StoredInstance => {
  const instance = world.instances.get(instanceIdOf(id));
  if (instance?.region === region && instance.owner === caller.account) return instance;
  throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id ?? ''}' does not exist`);
};

/** The same, if it runs; throws IncorrectInstanceState otherwise. */
export const runningInstance = (
  world: World,
  id: string | undefined,
  context: CallContext,
): StoredInstance => {
  const instance = ownInstance(world, id, context);
  if (instance.state === 'running') return instance;
  throw new AwsError(
    'IncorrectInstanceState',
    `The instance '${instance.id}' is ${instance.state}, and has to be running.`,
  );
};
