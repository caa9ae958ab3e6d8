import { markdownTable } from '../output/markdown.ts';
import { optionText, type CommandDoc, type GroupDoc } from './doc.ts';

/** The commands as the page docs/cli.md. */
export const cliMarkdown = (groups: readonly GroupDoc[], commands: readonly CommandDoc[]): string =>
  [
    '# Commands',
    'Made by `npm run docs` from what `--help` shows; change it there.',
    markdownTable(
      ['command', 'what it does'],
      commands.map(({ path, summary }) => [`[${path.join(' ')}](#${anchorOf(path)})`, summary]),
    ),
    '## Of all of them',
    EVERYWHERE,
    ...commands.flatMap(sectionOf),
    ...groups.map(
      ({ path, description }) => `\`ami-warden ${path.join(' ')} --help\` lists its commands. ${description}`,
    ),
  ]
    .map((block) => `${block}\n`)
    .join('\n');

const EVERYWHERE = `| exit code | means |
| --- | --- |
| 0 | clean: done, and all is as it should be |
| 1 | error: it could not be done; wrong flags and arguments are of this kind |
| 2 | done, and there are findings or changes |
| 3 | partial: some of what was asked for could not be looked at; the rest was |

- Data goes to stdout, talk to stderr. A reader that goes away (\`| head\`) is no error.
- \`--output\` chooses the form of stdout where a command has several: \`table\` for people, fitted to the terminal; \`json\`; \`sarif\` for
  code reviews; \`junit\` for test reports; \`csv\` for spreadsheets, in which nothing can be taken for a formula.
- Colours appear on a terminal only. \`NO_COLOR\` forbids them, \`FORCE_COLOR=1\` asks for them in a pipe as well.
- Nothing asks a question without a terminal.`;

const anchorOf = (path: readonly string[]): string => `ami-warden-${path.join('-')}`;

const sectionOf = (doc: CommandDoc): readonly string[] => {
  const words = (doc.arguments ?? []).map(({ name, text }) => [`\`${name}\``, text]);
  const flags = (doc.options ?? []).map((option) => [`\`${option.flags}\``, optionText(option)]);
  const usage = [doc.path.join(' '), ...(doc.arguments ?? []).map(({ name }) => name)].join(' ');
  return [
    `## ami-warden ${doc.path.join(' ')}`,
    doc.description.replaceAll('\n', ' '),
    fenced(`ami-warden ${usage}${flags.length === 0 ? '' : ' [flags]'}`),
    ...(words.length + flags.length === 0
      ? []
      : [markdownTable(['argument or flag', 'meaning'], [...words, ...flags])]),
    ...(doc.notes === undefined ? [] : [fenced(doc.notes)]),
    markdownTable(
      ['exit code', 'when'],
      doc.exits.map(({ code, text }) => [String(code), text]),
    ),
    fenced(doc.examples.join('\n')),
  ];
};

const fenced = (text: string): string => `\`\`\`\n${text}\n\`\`\``;
