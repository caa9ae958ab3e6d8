import { Command, Option } from 'commander';
import project from '../../../package.json' with { type: 'json' };
import type { CommandIo } from '../command-io.ts';
import { optionText, type GroupDoc } from './doc.ts';
import type { Entry } from './entry.ts';
import { screenOf } from '../output/screen.ts';
import { helpAfter } from './help.ts';

const SUMMARY = 'Governance of Amazon Machine Images across an AWS organisation';
const PAPER_WIDTH = 120;

/** The commands as commander's tree. `ended` is told the exit code of the one that ran; mistakes in the call throw CommanderError. */
export const buildProgram = (
  groups: readonly GroupDoc[],
  entries: readonly Entry[],
  io: CommandIo,
  ended: (code: number) => void,
): Command => {
  const program = new Command('ami-warden').description(SUMMARY);
  program.version(project.version, '--version', 'print the version');
  program.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    getOutHelpWidth: () => screenOf(io.stdout, io.env).width ?? PAPER_WIDTH,
    getErrHelpWidth: () => screenOf(io.stderr, io.env).width ?? PAPER_WIDTH,
  });
  const branches = new Map<string, Command>([['', program]]);
  const branch = (path: readonly string[]): Command => branches.get(path.join(' ')) ?? program;
  for (const { path, summary, description } of groups) {
    const group = branch(path.slice(0, -1)).command(lastOf(path)).summary(summary).description(description);
    branches.set(path.join(' '), group);
  }
  for (const entry of entries) {
    const command = addEntry(branch(entry.doc.path.slice(0, -1)), entry, io, ended);
    branches.set(entry.doc.path.join(' '), command);
  }
  for (const command of [program, ...branches.values()])
    command
      .showHelpAfterError(`(${fullName(command)} --help tells more)`)
      // A command below another may have flags of the same names: what stands behind its word is its own.
      .enablePositionalOptions();
  return program;
};

const addEntry = (
  parent: Command,
  { doc, load }: Entry,
  io: CommandIo,
  ended: (code: number) => void,
): Command => {
  const command = parent.command(lastOf(doc.path)).summary(doc.summary).description(doc.description);
  for (const { name, text } of doc.arguments ?? []) command.argument(name, text);
  for (const option of doc.options ?? []) command.addOption(new Option(option.flags, optionText(option)));
  command.addHelpText('after', helpAfter(doc)).action(async () => {
    const run = await load();
    ended(await run(command.args, command.opts(), io));
  });
  return command;
};

const lastOf = (path: readonly string[]): string => path[path.length - 1] ?? '';

const fullName = (command: Command): string =>
  command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
