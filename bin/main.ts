import { Command, CommanderError } from 'commander';
import { PARSE_DOC } from '../lib/cli/parse/doc.ts';
import { COMPILE_DOC } from '../lib/cli/policy/compile/doc.ts';
import { POLICY_DOC } from '../lib/cli/policy/doc.ts';
import { SCHEMA_DOC } from '../lib/cli/policy/schema/doc.ts';
import { TEST_DOC } from '../lib/cli/policy/test/doc.ts';
import { VALIDATE_DOC } from '../lib/cli/policy/validate/doc.ts';
import { RULES_DOC } from '../lib/cli/rules/doc.ts';
import { SANDBOX_DOC } from '../lib/cli/sandbox/doc.ts';

/** The CLI. Each command loads what it needs when it runs: help must not pay for the SDK. */
export const main = async (): Promise<void> => {
  const program = new Command('ami-warden')
    .description('Governance of Amazon Machine Images across an AWS organisation')
    .exitOverride()
    .showHelpAfterError();
  addSandbox(program);
  addParse(program);
  addPolicy(program);
  addRules(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
  }
};

interface CommandDoc {
  readonly summary: string;
  readonly description: string;
  readonly options?: readonly { readonly flags: string; readonly text: string }[];
  readonly after: string;
}

const add = (program: Command, name: string, doc: CommandDoc): Command => {
  const command = program.command(name).summary(doc.summary).description(doc.description);
  for (const option of doc.options ?? []) command.option(option.flags, option.text);
  return command.addHelpText('after', doc.after);
};

const addSandbox = (program: Command): void => {
  add(program, 'sandbox', SANDBOX_DOC).action(async (options: Record<string, unknown>) => {
    const { runSandbox } = await import('../lib/cli/sandbox/run.ts');
    process.exitCode = await runSandbox(options, process);
  });
};

const addParse = (program: Command): void => {
  add(program, 'parse', PARSE_DOC)
    .argument('<file...>', PARSE_DOC.argument)
    .action(async (files: string[]) => {
      const { runParse } = await import('../lib/cli/parse/run.ts');
      process.exitCode = await runParse({ files }, process);
    });
};

const addPolicy = (program: Command): void => {
  const policy = program.command('policy').summary(POLICY_DOC.summary).description(POLICY_DOC.description);
  add(policy, 'validate', VALIDATE_DOC)
    .argument('<file...>', POLICY_DOC.files)
    .action(async (files: string[], options: unknown) => {
      const { runValidate } = await import('../lib/cli/policy/validate/run.ts');
      process.exitCode = await runValidate(files, options, process, new Date());
    });
  add(policy, 'compile', COMPILE_DOC)
    .argument('<file...>', POLICY_DOC.files)
    .action(async (files: string[], options: unknown) => {
      const { runCompile } = await import('../lib/cli/policy/compile/run.ts');
      process.exitCode = await runCompile(files, options, process, new Date());
    });
  add(policy, 'test', TEST_DOC)
    .argument('<file...>', TEST_DOC.argument)
    .action(async (files: string[], options: unknown) => {
      const { runTest } = await import('../lib/cli/policy/test/run.ts');
      process.exitCode = await runTest(files, options, process, new Date());
    });
  add(policy, 'schema', SCHEMA_DOC).action(async () => {
    const { runSchema } = await import('../lib/cli/policy/schema/run.ts');
    process.exitCode = await runSchema(process);
  });
};

const addRules = (program: Command): void => {
  add(program, 'rules', RULES_DOC)
    .argument('[id]', RULES_DOC.argument)
    .action(async (id: string | undefined, options: unknown) => {
      const { runRules } = await import('../lib/cli/rules/run.ts');
      process.exitCode = await runRules(id, options, process);
    });
};
