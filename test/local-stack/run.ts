import { parseArgs } from 'node:util';
import { readPolicy } from '../../lib/cli/sandbox/policy-file.ts';
import { hasAwsCli, startAwsCli } from '../e2e/aws-cli.ts';
import { bringPythonTools } from '../e2e/python.ts';
import { freshPackage } from '../e2e/lambda-runtime/fresh-package.ts';
import { runtimeClient } from '../e2e/lambda-runtime/runtime-client.ts';
import { howToUse } from './how-to-use.ts';
import { inProcessRunner } from './in-process-runner.ts';
import { startLocalStack, type LocalStack, type LocalStackOptions } from './local-stack.ts';
import { cliOffender, sdkOffender, type Offender } from './offender.ts';
import { packagedTemplates } from './packaged-templates.ts';
import { runtimeClientRunner } from './runtime-client-runner.ts';
import { playScenario } from './scenario.ts';

const USAGE = `npm run local-stack -- [--once] [--port N] [--receiver-port N] [--environments N] [--verbose]

Packages the project (or takes .serverless, if it is of these sources), deploys the packaged template onto a sandbox with three
accounts and two regions, and runs the packaged zips there under AWS's runtime client.

  --once            play a short scenario and end: exit 0 when all came out as it has to, else 1
  --port N          where AWS listens; a free port unless told
  --receiver-port N where alerts arrive; a free port unless told
  --environments N  so many processes a function at most; 2 unless told, whatever a mapping would let Lambda start
  --verbose         print the functions' logs in the end
`;

const { values: flags } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    port: { type: 'string' },
    'receiver-port': { type: 'string' },
    environments: { type: 'string', default: '2' },
  },
});

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const portOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

/** The zips under AWS's client; where that cannot be built, loudly, their handlers in this process. */
const runnerOf = async (): Promise<LocalStackOptions['runner']> => {
  const client = await runtimeClient();
  if (client.kind === 'ready') {
    return () => runtimeClientRunner(client.file, Number(flags.environments));
  }
  process.stderr.write(
    `\n!!! THE ZIPS ARE NOT RUN: ${client.reason}\n!!! Their handlers run in this process instead. With CI=true this is a failure.\n\n`,
  );
  return ({ clock }) => inProcessRunner(clock, { note: () => undefined });
};

const offenderAt = (endpoint: string): Offender => {
  const problem = bringPythonTools();
  if (hasAwsCli) return cliOffender(startAwsCli(endpoint));
  const reason = problem ?? 'it cannot be imported';
  if (process.env['CI'] === 'true') throw new Error(`no AWS CLI: ${reason}`);
  process.stderr.write(`\n!!! THE AWS CLI IS NOT RUN: ${reason}\n!!! The SDK offends in its place.\n\n`);
  return sdkOffender(endpoint);
};

const playOnce = async (stack: LocalStack): Promise<number> => {
  const offender = offenderAt(stack.sandbox.endpoint);
  say(`The offender uses ${offender.tool}.`);
  try {
    const problems = await playScenario(stack, offender, (title) => {
      say(`- ${title}`);
    });
    for (const problem of problems) say(`NOT SO: ${problem}`);
    say(problems.length === 0 ? 'All came out as it has to.' : `${String(problems.length)} problems.`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await offender.close();
  }
};

const stayUp = async (stack: LocalStack): Promise<number> => {
  stack.receiver.onTold(({ topic, subject }) => {
    say(`${new Date().toISOString().slice(11, 19)}  ${topic}: ${subject ?? '(no subject)'}`);
  });
  say(howToUse(stack));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  say('\nThe stack is gone, and all that was in it.');
  return 0;
};

const run = async (): Promise<number> => {
  if (flags.help) {
    say(USAGE);
    return 0;
  }
  say('Packaging, unless .serverless is of these sources');
  await freshPackage();
  const policy = await readPolicy(undefined, process.stdin);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  const port = portOf(flags.port);
  const receiverPort = portOf(flags['receiver-port']);
  const stack = await startLocalStack({
    templates: packagedTemplates(),
    policy: policy.bundle,
    runner: await runnerOf(),
    ...(port === undefined ? {} : { port }),
    ...(receiverPort === undefined ? {} : { receiverPort }),
  });
  try {
    return await (flags.once ? playOnce(stack) : stayUp(stack));
  } finally {
    if (flags.verbose) for (const { is, log } of stack.functions.values()) say(`\n== ${is.name}\n${log()}`);
    await stack.stop();
  }
};

process.exitCode = await run();
