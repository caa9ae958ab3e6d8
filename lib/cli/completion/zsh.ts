import { shellQuoted, stepsOf, type CommandNode, type Values } from './node.ts';

/** The completion script for zsh, to be a file `_ami-warden` of `fpath` or to be evaluated behind compinit. */
export const zshScript = (nodes: readonly CommandNode[]): string => `#compdef ami-warden

_ami-warden() {
  local at='' prev=$words[CURRENT-1] index
  local -a found
  if [[ $words[CURRENT] == --*=* ]]; then
    prev=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  for ((index = 2; index < CURRENT; index++)); do
    case "$at $words[index]" in
      (${stepsOf(nodes).map(shellQuoted).join('|')}) at="\${at:+$at }$words[index]" ;;
    esac
  done
  case "$at:$prev" in
${flagCases(nodes)}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    case "$at" in
${nodes.map(({ path, flags }) => line(path, described(flags.map(({ flag, text }) => [flag, text])))).join('\n')}
    esac
    return
  fi
  case "$at" in
${nodes.map(argumentCase).join('\n')}
  esac
}

if [[ $funcstack[1] == _ami-warden ]]; then
  _ami-warden "$@"
else
  compdef _ami-warden ami-warden
fi
`;

const line = (pattern: string, action: string): string => `    (${shellQuoted(pattern)}) ${action} ;;`;

const described = (entries: readonly (readonly [string, string])[]): string => {
  const items = entries.map(([name, text]) => shellQuoted(`${name}:${text}`));
  return `found=(${items.join(' ')}); _describe 'ami-warden' found`;
};

const actionOf = (values: Values): string => {
  switch (values.kind) {
    case 'words':
      return `compadd -- ${values.words.join(' ')}`;
    case 'files':
      return '_files';
    case 'free':
      return ':';
  }
};

const flagCases = (nodes: readonly CommandNode[]): string =>
  nodes
    .flatMap(({ path, flags }) =>
      flags.flatMap(({ flag, values }) =>
        values === null ? [] : [line(`${path}:${flag}`, `${actionOf(values)}; return`)],
      ),
    )
    .join('\n');

const argumentCase = ({ path, commands, values }: CommandNode): string =>
  line(
    path,
    commands.length === 0 ? actionOf(values) : described(commands.map(({ name, text }) => [name, text])),
  );
