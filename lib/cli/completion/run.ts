import { KINDS } from '../../policy/source/schema/rules.ts';
import { didYouMean } from '../../policy/source/did-you-mean.ts';
import type { GroupDoc } from '../command/doc.ts';
import type { Entry } from '../command/entry.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { bashScript } from './bash.ts';
import { SHELLS } from './doc.ts';
import { fishScript } from './fish.ts';
import { commandNodes, type CommandNode } from './node.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (nodes: readonly CommandNode[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `ami-warden completion SHELL`. Answers the exit code: 0 printed, 1 no such shell. */
export const runCompletion = async (
  name: string,
  groups: readonly GroupDoc[],
  entries: readonly Entry[],
  io: Io,
): Promise<ExitCode> => {
  const shell = SHELLS.find((known) => known === name);
  if (shell === undefined) {
    const suggestion = didYouMean(name, SHELLS);
    await complain(io, 'completion', [
      `${JSON.stringify(name)}${suggestion}: expected one of ${SHELLS.join(', ')}`,
    ]);
    return EXIT.error;
  }
  const docs = entries.map(({ doc }) => doc);
  await print(io.stdout, SCRIPTS[shell](commandNodes(groups, docs, KINDS)));
  return EXIT.clean;
};
