import { shellQuoted, stepsOf, type CommandNode, type Values } from './node.ts';

/** The completion script for bash 3.2 and newer. It needs no other package and evaluates nothing of what was typed. */
export const bashScript = (nodes: readonly CommandNode[]): string => `# bash completion of ami-warden

_ami_warden_files() {
  # Readline completes files best; older shells cannot be told to.
  if ! compopt -o default 2>/dev/null; then
    local IFS=$'\\n'
    COMPREPLY=($(compgen -f -- "$1"))
  fi
}

_ami_warden() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev='' at='' index
  ((COMP_CWORD > 0)) && prev=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # Bash takes --flag=value for three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' && COMP_CWORD -gt 1 ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$at \${COMP_WORDS[index]}" in
      ${patterns(stepsOf(nodes))}) at="\${at:+$at }\${COMP_WORDS[index]}" ;;
    esac
  done
  case "$at:$prev" in
${flagCases(nodes)}
  esac
  if [[ $cur == -* ]]; then
    case "$at" in
${nodes.map(({ path, flags }) => line(shellQuoted(path), words(flags.map(({ flag }) => flag)))).join('\n')}
    esac
    return
  fi
  case "$at" in
${nodes.map(argumentCase).join('\n')}
  esac
}

complete -F _ami_warden ami-warden
`;

const patterns = (texts: readonly string[]): string => texts.map(shellQuoted).join(' | ');

const words = (list: readonly string[]): string =>
  `COMPREPLY=($(compgen -W ${shellQuoted(list.join(' '))} -- "$cur"))`;

const line = (pattern: string, action: string): string => `    ${pattern}) ${action} ;;`;

const actionOf = (values: Values): string => {
  switch (values.kind) {
    case 'words':
      return words(values.words);
    case 'files':
      return '_ami_warden_files "$cur"';
    case 'free':
      return ':';
  }
};

const flagCases = (nodes: readonly CommandNode[]): string =>
  nodes
    .flatMap(({ path, flags }) =>
      flags.flatMap(({ flag, values }) =>
        values === null ? [] : [line(shellQuoted(`${path}:${flag}`), `${actionOf(values)}; return`)],
      ),
    )
    .join('\n');

const argumentCase = ({ path, commands, values }: CommandNode): string =>
  line(shellQuoted(path), commands.length === 0 ? actionOf(values) : words(commands.map(({ name }) => name)));
