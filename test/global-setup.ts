import { bringPythonTools } from './e2e/python.ts';

/** Brings what the tests need beside Node before any of them runs. Without it, those tests are skipped loudly; with CI=true the run fails. */
export const setup = (): void => {
  const problem = bringPythonTools();
  if (problem === null) return;
  if (process.env['CI'] === 'true') throw new Error(problem);
  process.stderr.write(`\n!!! NOT ALL TESTS ARE RUN: ${problem}\n\n`);
};
