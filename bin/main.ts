import { Command, CommanderError } from 'commander';
import { PARSE_DOC } from '../lib/cli/parse/doc.ts';
import { SANDBOX_DOC } from '../lib/cli/sandbox/doc.ts';

/** The CLI. Each command loads what it needs when it runs: help must not pay for the SDK. */
export const main = async (): Promise<void> => {
  const program = new Command('ami-warden')
    .description('Governance of Amazon Machine Images across an AWS organisation')
    .exitOverride()
    .showHelpAfterError();
  addSandbox(program);
  addParse(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
  }
};

const addSandbox = (program: Command): void => {
  const command = program
    .command('sandbox')
    .summary(SANDBOX_DOC.summary)
    .description(SANDBOX_DOC.description);
  for (const option of SANDBOX_DOC.options) command.option(option.flags, option.text);
  command.addHelpText('after', SANDBOX_DOC.after).action(async (options: Record<string, unknown>) => {
    const { runSandbox } = await import('../lib/cli/sandbox/run.ts');
    process.exitCode = await runSandbox(options, process);
  });
};

const addParse = (program: Command): void => {
  program
    .command('parse')
    .summary(PARSE_DOC.summary)
    .description(PARSE_DOC.description)
    .argument('<file...>', PARSE_DOC.argument)
    .addHelpText('after', PARSE_DOC.after)
    .action(async (files: string[]) => {
      const { runParse } = await import('../lib/cli/parse/run.ts');
      process.exitCode = await runParse({ files }, process);
    });
};
