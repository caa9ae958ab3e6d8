import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPolicy } from '../../lib/cli/sandbox/policy-file.ts';
import { NO_FAULTS } from '../../lib/sandbox/faults/spec.ts';
import { enforceAtOnce } from '../local-stack/in-process-stack.ts';
import { startLocalStack, type LocalStack } from '../local-stack/local-stack.ts';
import { cliOffender, sdkOffender, type Offender } from '../local-stack/offender.ts';
import { packagedTemplates } from '../local-stack/packaged-templates.ts';
import { runtimeClientRunner } from '../local-stack/runtime-client-runner.ts';
import { playScenario } from '../local-stack/scenario.ts';
import { hasAwsCli, startAwsCli } from './aws-cli.ts';
import { freshPackage } from './lambda-runtime/fresh-package.ts';
import { runtimeClient, type RuntimeClient } from './lambda-runtime/runtime-client.ts';

const GOLDEN = '111122223333';
const HOME = 'us-east-1';
const SHARES = [
  [GOLDEN, 'ami-0aaaaaaaaaaaaaa01', 'all'],
  [GOLDEN, 'ami-0aaaaaaaaaaaaaa02', '012345678901'],
  ['222233334444', 'ami-0bbbbbbbbbbbbbb01', '012345678901'],
] as const;
const MINUTE_MS = 60_000;

let client: RuntimeClient = { kind: 'missing', reason: 'it was not looked for' };
let stack: LocalStack;
let offender: Offender;

beforeAll(async () => {
  await freshPackage();
  client = await runtimeClient();
  if (client.kind === 'missing') {
    process.stderr.write(
      `\n!!! THE LOCAL STACK WAS NOT RUN. ${client.reason}\n!!! With CI=true this is a failure.\n\n`,
    );
  }
}, 600_000);

beforeEach(async ({ skip }) => {
  if (client.kind === 'missing') {
    skip(client.reason);
    return;
  }
  const read = await readPolicy(undefined);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { file } = client;
  stack = await startLocalStack({
    templates: packagedTemplates(),
    policy: read.bundle,
    runner: () => runtimeClientRunner(file, 1),
  });
  const { endpoint } = stack.sandbox;
  offender = hasAwsCli ? cliOffender(startAwsCli(endpoint)) : sdkOffender(endpoint);
});

afterEach(async () => {
  if (client.kind === 'missing') return;
  await offender.close();
  await stack.stop();
});

describe('the packaged template and zips', () => {
  it('carry an offence by the AWS CLI to its end, in three accounts and two regions', async () => {
    expect(await playScenario(stack, offender)).toEqual([]);
  });
});

describe('a function that is killed', () => {
  /** Kills a function's processes as soon as one of them has had this call answered, once. */
  const killAfter = (name: string, operation: string, role: string): { readonly killed: () => number } => {
    let killed = 0;
    stack.sandbox.observe(({ context }) => {
      if (killed > 0 || context.operation !== operation || !context.caller.arn.includes(`/${role}/`)) return;
      killed = stack.functions.get(name)?.kill() ?? 0;
    });
    return { killed: () => killed };
  };

  const ourWrites = (): number =>
    stack.sandbox.calls
      .of({ operation: 'ModifyImageAttribute', error: null })
      .filter(({ caller }) => caller.includes('ami-warden-writer')).length;

  it.each([
    ['guard, as it reads', 'ami-warden-dev-guard', 'DescribeImageAttribute', 'ami-warden-reader', 6.1],
    [
      'remediate, as it has written',
      'ami-warden-dev-remediate',
      'ModifyImageAttribute',
      'ami-warden-writer',
      12.1,
    ],
    ['notify, as it has told SNS', 'ami-warden-dev-notify', 'Publish', 'ami-warden-dev-notify', 12.1],
  ])(
    'in mid-batch (%s) loses nothing, and nothing is done twice',
    async (_, name, operation, role, hidden) => {
      await enforceAtOnce(stack);
      const { killed } = killAfter(name, operation, role);
      // One batch of several events: all of them are there before a function has started.
      const quick = sdkOffender(stack.sandbox.endpoint);
      await Promise.all(SHARES.map(([account, image, to]) => quick.share(account, HOME, image, to)));
      await quick.close();
      // What our own writes would be told by is lost as well: nothing but the queue brings a dead function's work back.
      stack.sandbox.faults.spec = { ...NO_FAULTS, lost: 1 };
      await stack.sandbox.hub.idle();
      expect(killed()).toBe(1);
      for (let time = 0; time < 2; time += 1) await stack.pass(hidden * MINUTE_MS);

      for (const [account, image, to] of SHARES) {
        expect(await offender.shares(account, HOME, image)).not.toContain(to);
      }
      const { queues, slack } = stack.sandbox.hub;
      expect([
        ourWrites(),
        queues.names().filter((one) => one.includes('-dlq') && queues.messages(one).length > 0),
      ]).toEqual([3, []]);
      const told = stack.receiver.told.filter(({ subject }) => subject?.includes('Fixed: public-sharing'));
      expect(told).toHaveLength(1);
      expect(slack.messages.filter(({ lines }) => lines.join('\n').includes('public-sharing'))).toHaveLength(
        1,
      );
    },
  );
});
