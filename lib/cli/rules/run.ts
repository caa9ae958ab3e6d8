import * as z from 'zod';
import { didYouMean } from '../../policy/source/did-you-mean.ts';
import { oneOf } from '../../policy/source/schema/words.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, type Io } from '../output/io.ts';
import { jsonText } from '../output/json.ts';
import { readOptions } from '../output/read-options.ts';
import { show } from '../output/show.ts';
import { RULES_FORMS } from './doc.ts';
import { markdownOf } from './markdown.ts';
import { rulePages } from './rule-page.ts';
import { detailOf, listOf, rulesCsv } from './show.ts';

const Options = z.object({ output: oneOf(RULES_FORMS).default('table') });

/** `ami-warden rules [ID]`. Answers the exit code: 0 told, 1 no such rule or wrong flags. */
export const runRules = async (id: string | undefined, raw: unknown, io: Io): Promise<ExitCode> => {
  const read = readOptions(Options, raw);
  if (!read.ok) {
    await complain(io, 'rules', read.problems);
    return EXIT.error;
  }
  const all = rulePages();
  const one = all.find((page) => page.id === id);
  if (id !== undefined && one === undefined) {
    const known = all.map((page) => page.id);
    const suggestion = didYouMean(id, known);
    await complain(io, 'rules', [
      `there is no rule ${JSON.stringify(id)}${suggestion}: expected one of ${known.join(', ')}`,
    ]);
    return EXIT.error;
  }
  const pages = one === undefined ? all : [one];
  await show(io, read.options.output, {
    table: (screen) => (one === undefined ? listOf(pages, screen) : detailOf(one, screen)),
    json: () => jsonText(one ?? pages),
    csv: () => rulesCsv(pages, one !== undefined),
    markdown: () => markdownOf(pages),
  });
  return EXIT.clean;
};
