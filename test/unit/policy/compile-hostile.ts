// Run by itself, with little memory: compiles every policy that is a bomb, and prints what was wrong with each, by name.
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { BOMBS } from './hostile-texts.ts';

const problems = Object.entries(BOMBS).map(([name, { files }]) => {
  const compiled = compilePolicy(files);
  return [name, compiled.ok ? [] : compiled.problems] as const;
});
process.stdout.write(JSON.stringify(Object.fromEntries(problems)));
