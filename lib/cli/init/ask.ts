import * as clack from '@clack/prompts';
import type * as z from 'zod';
import type { CommandIo } from '../command-io.ts';
import { ANSWERS, INIT_MODES, type Asked } from './answers.ts';

/** Asks what `init` has to know, on stderr. Null when the questions were left (Ctrl-C). */
export const askOnTerminal = async (io: Pick<CommandIo, 'stdin' | 'stderr'>): Promise<Asked | null> => {
  const streams = { input: io.stdin, output: io.stderr };
  const asked: Partial<Record<(typeof QUESTIONS)[number]['name'], string>> = {};
  clack.intro('A first policy. Return takes what is usual.', streams);
  for (const { name, message, hint } of QUESTIONS) {
    const answer = await clack.text({
      ...streams,
      message,
      placeholder: hint,
      defaultValue: '',
      validate: (value) => whyNot(ANSWERS[name], value ?? ''),
    });
    if (clack.isCancel(answer)) return null;
    if (answer.trim() !== '') asked[name] = answer.trim();
  }
  const mode = await clack.select<(typeof INIT_MODES)[number]>({
    ...streams,
    message: 'How strict to begin?',
    options: INIT_MODES.map((value) => ({ value, hint: MEANINGS[value] })),
    initialValue: 'audit',
  });
  if (clack.isCancel(mode)) return null;
  clack.outro('Thank you.', streams);
  return { ...asked, mode };
};

const QUESTIONS = [
  {
    name: 'orgId',
    message: 'Which organisations may launch your images? self is your own.',
    hint: 'self',
  },
  {
    name: 'partners',
    message: 'Which accounts outside may? Ids of 12 digits.',
    hint: 'none',
  },
  { name: 'tags', message: 'Which tags must every image have?', hint: 'none; such as Owner, CostCenter' },
  {
    name: 'regions',
    message: 'In which regions are guard rails (block public access) to be watched?',
    hint: 'none; such as eu-west-1, us-east-1',
  },
  {
    name: 'slack',
    message: 'Which Slack channel is told of findings?',
    hint: 'none; such as #cloud-security',
  },
] as const satisfies readonly {
  readonly name: keyof typeof ANSWERS;
  readonly message: string;
  readonly hint: string;
}[];

const MEANINGS: Readonly<Record<(typeof INIT_MODES)[number], string>> = {
  audit: 'findings are recorded',
  notify: 'and told',
  enforce: 'and shares that are not allowed are revoked, which can be undone',
};

const whyNot = (schema: z.ZodType, value: string): string | undefined => {
  if (value.trim() === '') return undefined;
  const result = schema.safeParse(value.trim());
  return result.success ? undefined : result.error.issues[0]?.message;
};
