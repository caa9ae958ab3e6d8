// Run by itself, with little memory: compiles every hostile policy, and prints how many of them were refused with a place.
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { HOSTILE } from './hostile-texts.ts';

const refused = Object.values(HOSTILE).filter(({ files }) => {
  const compiled = compilePolicy(files);
  return !compiled.ok && compiled.placed.length > 0;
});
process.stdout.write(`${String(refused.length)} refused\n`);
