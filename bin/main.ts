import { CommanderError } from 'commander';
import { buildProgram } from '../lib/cli/command/program.ts';
import { COMMANDS, GROUPS } from '../lib/cli/commands.ts';
import { EXIT } from '../lib/cli/output/exit-code.ts';
import { isClosedPipe } from '../lib/cli/output/io.ts';

/** The CLI. Each command loads what it needs when it runs: help must not pay for the SDK. */
export const main = async (): Promise<void> => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onLost);
  const program = buildProgram(GROUPS, COMMANDS, process, (code) => {
    process.exitCode = code;
  });
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.clean : EXIT.error;
      return;
    }
    if (!isSystemError(error)) throw error;
    process.exitCode = EXIT.error;
    process.stderr.write(`ami-warden: ${error.message}\n`);
  }
};

/** A reader that went away is no error; a disk that is full is one. Whoever awaits the write is told as well. */
const onLost = (error: Error): void => {
  if (!isClosedPipe(error)) process.exitCode = EXIT.error;
};

/** What the machine refused (no space, no such device), as opposed to a mistake of ours, which Node shows with its stack. */
const isSystemError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && 'syscall' in error;
