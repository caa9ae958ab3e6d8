import type { CommandIo } from '../command-io.ts';
import { EXIT } from '../output/exit-code.ts';
import { parseSandboxOptions } from './options.ts';
import { readPolicy } from './policy-file.ts';
import { Session } from './session.ts';
import { startForSession } from './start.ts';

/**
 * `ami-warden sandbox`. Answers the exit code: 0; 1 when it could not start or, with --once, when something that the policy
 * enforces still stands, or the flags or the policy are wrong.
 */
export const runSandbox = async (raw: unknown, io: CommandIo): Promise<number> => {
  const complain = (problems: readonly string[]): void => {
    for (const problem of problems) io.stderr.write(`ami-warden sandbox: ${problem}\n`);
  };
  const parsed = parseSandboxOptions(raw);
  if (!parsed.ok) {
    complain(parsed.problems);
    return EXIT.error;
  }
  const policy = await readPolicy(parsed.options.policy, io.stdin);
  if (!policy.ok) {
    complain(policy.problems);
    return EXIT.error;
  }
  const started = await startForSession(parsed.options, policy.bundle);
  if (!started.ok) {
    complain([started.problem]);
    return EXIT.error;
  }
  const session = new Session(started.sandbox, parsed.options, io);
  try {
    return await session.run();
  } finally {
    await started.sandbox.close();
  }
};
