import type { CommandDoc } from '../command/doc.ts';

/** The shells that `completion` writes for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Help of `ami-warden completion` as data. */
export const COMPLETION_DOC: CommandDoc = {
  path: ['completion'],
  summary: 'print what makes a shell complete commands, flags and rules',
  description: [
    'Prints a script for bash, zsh or fish that completes commands, flags, their choices, rules and files. It starts nothing while',
    'you type: what there is to complete stands in it. Print it anew after an update.',
  ].join('\n'),
  arguments: [{ name: '<shell>', text: 'bash, zsh or fish', takes: 'shell' }],
  exits: [
    { code: 0, text: 'printed' },
    { code: 1, text: 'there is no script for that shell' },
  ],
  examples: [
    'eval "$(ami-warden completion bash)"                                          # in ~/.bashrc',
    'ami-warden completion zsh > "${fpath[1]}/_ami-warden"                         # before compinit',
    'ami-warden completion fish > ~/.config/fish/completions/ami-warden.fish',
  ],
};
