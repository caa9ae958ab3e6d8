import * as clack from '@clack/prompts';
import type { CommandIo } from '../command-io.ts';

/** Asks on stderr; whoever leaves the question (Ctrl-C), or only presses return, says no. */
export const confirmOnTerminal = async (
  { stdin, stderr }: { readonly stdin: unknown; readonly stderr: unknown },
  message: string,
): Promise<boolean> => {
  const { stdin: input, stderr: output } = { stdin, stderr } as Pick<CommandIo, 'stdin' | 'stderr'>;
  const answer = await clack.confirm({ message, initialValue: false, input, output });
  return answer === true;
};
