import { stepsOf, type CommandNode, type Values } from './node.ts';

/** The completion script for fish. */
export const fishScript = (nodes: readonly CommandNode[]): string => `# fish completion of ami-warden

function __ami_warden_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        if contains -- "$at $word" ${stepsOf(nodes).map(quoted).join(' ')}
            set at (string trim -- "$at $word")
        end
    end
    test "$at" = "$argv[1]"
end

complete -c ami-warden -f
${nodes.flatMap(linesOf).join('\n')}
`;

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const linesOf = (node: CommandNode): readonly string[] => {
  const start = `complete -c ami-warden -n ${quoted(`__ami_warden_at ${quoted(node.path)}`)}`;
  return [
    ...node.commands.map(({ name, text }) => `${start} -a ${quoted(name)} -d ${quoted(text)}`),
    ...(node.commands.length > 0 ? [] : argumentLine(start, node.values)),
    ...node.flags.map(({ flag, text, values }) => {
      const value = values === null ? '' : ` ${valueFlags(values)}`;
      return `${start} -l ${flag.replace(/^--/, '')}${value} -d ${quoted(text)}`;
    }),
  ];
};

const argumentLine = (start: string, values: Values): readonly string[] => {
  switch (values.kind) {
    case 'words':
      return [`${start} -a ${quoted(values.words.join(' '))}`];
    case 'files':
      return [`${start} -F`];
    case 'free':
      return [];
  }
};

const valueFlags = (values: Values): string => {
  switch (values.kind) {
    case 'words':
      return `-x -a ${quoted(values.words.join(' '))}`;
    case 'files':
      return '-r -F';
    case 'free':
      return '-x';
  }
};
