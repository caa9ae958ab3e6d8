import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { cliMarkdown } from '../lib/cli/command/markdown.ts';
import { COMMANDS, GROUPS } from '../lib/cli/commands.ts';
import { jsonText } from '../lib/cli/output/json.ts';
import { markdownOf } from '../lib/cli/rules/markdown.ts';
import { rulePages } from '../lib/cli/rules/rule-page.ts';
import { policyJsonSchema } from '../lib/policy/source/json-schema.ts';
import { costPage } from './cost/page.ts';

/** The files that are made of the code, by path; `npm run docs` writes them, and a test holds them against this. */
export const generatedDocs = async (): Promise<ReadonlyMap<string, string>> => {
  const made: readonly (readonly [string, string, 'markdown' | 'json'])[] = [
    ['docs/rules.md', markdownOf(rulePages()), 'markdown'],
    [
      'docs/cli.md',
      cliMarkdown(
        GROUPS,
        COMMANDS.map(({ doc }) => doc),
      ),
      'markdown',
    ],
    ['docs/cost.md', costPage(), 'markdown'],
    ['policies/ami-policy.schema.json', jsonText(policyJsonSchema()), 'json'],
  ];
  const formatted = await Promise.all(
    made.map(async ([path, text, parser]) => {
      const config = await resolveConfig(placeOf(path).pathname);
      return [path, await format(text, { ...config, parser })] as const;
    }),
  );
  return new Map(formatted);
};

const placeOf = (path: string): URL => new URL(`../${path}`, import.meta.url);

if (import.meta.main) {
  for (const [path, text] of await generatedDocs()) {
    const old = await readFile(placeOf(path), 'utf8').catch(() => '');
    if (old === text) continue;
    await writeFile(placeOf(path), text);
    process.stdout.write(`${path} was made anew\n`);
  }
}
