import * as z from 'zod';
import { didYouMean } from '../../policy/source/did-you-mean.ts';
import { oneOf } from '../../policy/source/schema/words.ts';
import { complain, hasColour, print, type Io } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { rulePages, type RulePage } from './rule-page.ts';
import { detailOf, listOf, markdownOf } from './show.ts';

const Options = z.object({ output: oneOf(['table', 'json', 'markdown']).default('table') });

/** `ami-warden rules [ID]`. Answers the exit code: 0 told, 1 no such rule or wrong flags. */
export const runRules = async (id: string | undefined, raw: unknown, io: Io): Promise<number> => {
  const read = readOptions(Options, raw);
  if (!read.ok) {
    await complain(io, 'rules', read.problems);
    return 1;
  }
  const all = rulePages();
  const pages = id === undefined ? all : all.filter(({ rule }) => rule.id === id);
  if (id !== undefined && pages.length === 0) {
    const known = all.map(({ rule }) => rule.id);
    const suggestion = didYouMean(id, known);
    await complain(io, 'rules', [
      `there is no rule ${JSON.stringify(id)}${suggestion}: expected one of ${known.join(', ')}`,
    ]);
    return 1;
  }
  const colour = hasColour(io.stdout, io.env);
  switch (read.options.output) {
    case 'table': {
      const [page] = pages;
      const text = id === undefined || page === undefined ? listOf(pages, colour) : detailOf(page, colour);
      await print(io.stdout, text);
      return 0;
    }
    case 'json': {
      const [first, ...more] = pages.map(jsonOf);
      await print(io.stdout, `${JSON.stringify(id === undefined ? [first, ...more] : first, null, 2)}\n`);
      return 0;
    }
    case 'markdown':
      await print(io.stdout, markdownOf(pages));
      return 0;
  }
};

const jsonOf = ({ rule, calls, own, common }: RulePage): object => ({
  id: rule.id,
  why: rule.why,
  holds: rule.holds,
  severity: rule.severity,
  reads: calls,
  remediation: rule.remediation,
  members: [...own, ...common],
});
