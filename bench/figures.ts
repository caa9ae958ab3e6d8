import { statSync } from 'node:fs';
import { FUNCTION_NAMES, zipFile } from '../test/e2e/lambda-runtime/packaged.ts';
import { cpuTime, emptyNode, median, peakMemory } from './processes.ts';
import { mustDo, startWorld, type World } from './world.ts';

/** What is measured, by name. Times are in milliseconds, sizes in thousands of bytes. */
export type Figures = Readonly<Record<string, number>>;

const COLD_STARTS = 15;
const WARM_UP = 50;
const WARM_EVENTS = 200;

export const zipSizes = (): Figures =>
  Object.fromEntries(FUNCTION_NAMES.map((name) => [`${name}.zip.kb`, statSync(zipFile(name)).size / 1000]));

/**
 * Guard from the start of its process to its first answer, an event of a public share with all AWS calls that it takes, each time
 * in a fresh sandbox. A `node -e 0` runs before and after each start, so that both meet the same machine; the ratio is the median
 * of the rounds' own.
 */
export const coldStarts = async (client: string): Promise<Figures> => {
  const rounds: { readonly cold: number; readonly empty: number }[] = [];
  for (let round = 0; round < COLD_STARTS; round += 1) {
    const world = await startWorld(client);
    try {
      await world.makePublic();
      const batch = world.takeBatch('guard');
      const before = await emptyNode();
      const guard = await world.functions.start('guard');
      await mustDo(guard, batch);
      const cold = performance.now() - guard.startedAt;
      await guard.stop();
      rounds.push({ cold, empty: (before.wall + (await emptyNode()).wall) / 2 });
    } finally {
      await world.close();
    }
  }
  return {
    'node.wall_ms': median(rounds.map(({ empty }) => empty)),
    'guard.cold.ms': median(rounds.map(({ cold }) => cold)),
    'guard.cold.ratio': median(rounds.map(({ cold, empty }) => cold / empty)),
  };
};

/** CPU time of a warm guard, in milliseconds, for the batch of what happens; and the most memory that it held meanwhile, in MB. */
const warmGuard = async (
  client: string,
  happen: (world: World) => Promise<void>,
): Promise<{ readonly cpu: number; readonly memory: number }> => {
  const world = await startWorld(client);
  try {
    await happen(world);
    const batch = world.takeBatch('guard');
    const guard = await world.functions.start('guard');
    for (let round = 0; round < WARM_UP; round += 1) await mustDo(guard, batch);
    const before = cpuTime(guard.pid);
    for (let round = 0; round < WARM_EVENTS; round += 1) await mustDo(guard, batch);
    return { cpu: (cpuTime(guard.pid) - before) / WARM_EVENTS, memory: peakMemory(guard.pid) };
  } finally {
    await world.close();
  }
};

/** A warm guard with one event, the worst case: of a public share, which is found and planned for, of a tag, of a launch; and with three tags at once, as many as a batch is. */
export const warmCpu = async (client: string): Promise<Figures> => {
  const shared = await warmGuard(client, ({ makePublic }) => makePublic());
  const tagged = await warmGuard(client, ({ tag }) => tag());
  const launched = await warmGuard(client, ({ launch }) => launch());
  const batch = await warmGuard(client, async ({ tag }) => {
    for (let event = 0; event < 3; event += 1) await tag();
  });
  const { cpu } = await emptyNode();
  return {
    'node.cpu_ms': cpu,
    'guard.warm.cpu_ms': shared.cpu,
    'guard.warm.ratio': shared.cpu / cpu,
    'guard.tag.cpu_ms': tagged.cpu,
    'guard.launch.cpu_ms': launched.cpu,
    'guard.batch.cpu_ms': batch.cpu,
    'guard.batch.peak_mb': batch.memory,
  };
};

/** EC2 calls of guard and remediate for one public share, from the event to the verified revocation. */
export const publicShareCalls = async (client: string): Promise<Figures> => {
  const world = await startWorld(client);
  try {
    await world.makePublic();
    world.sandbox.calls.clear();
    for (const name of ['guard', 'remediate'] as const) {
      await mustDo(await world.functions.start(name), world.takeBatch(name));
    }
    const calls = world.sandbox.calls.of({ service: 'ec2' });
    return {
      'publicShare.ec2Calls': calls.length,
      'publicShare.ec2Writes': calls.filter(({ operation }) => operation === 'ModifyImageAttribute').length,
    };
  } finally {
    await world.close();
  }
};
