import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { runPolicyTests } from '../../lib/policy/source/run-policy-tests.ts';
import { KINDS } from '../../lib/policy/source/schema/rules.ts';
import { exampleOrganization } from './organization.ts';

const now = new Date('2026-09-01T12:00:00Z');
const here = import.meta.dirname;

/** The tests of a file by number and name. Nothing of ours runs yet: a mutant must be met inside of a test. */
const casesIn = (file: string): readonly (readonly [number, string])[] => {
  const { tests } = parse(readFileSync(file, 'utf8')) as {
    readonly tests: readonly { readonly name: string }[];
  };
  return tests.map(({ name }, index) => [index, name]);
};

const known = new Map<string, ReturnType<typeof compileText>>();

const compileText = (file: string, text: string) => {
  const compiled = compilePolicy([{ name: file, text }], now);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled;
};

/** A file is compiled by the first of its tests, for it may have a hundred. */
const compileFile = (file: string) => {
  const compiled = known.get(file) ?? compileText(file, readFileSync(file, 'utf8'));
  known.set(file, compiled);
  return compiled;
};

const read = (file: string) => {
  const compiled = compileFile(file);
  return { compiled, results: runPolicyTests(compiled, exampleOrganization, now) };
};

/** What is not as one test of a file expects it, a line each. */
const differencesOf = (file: string, index: number): string => {
  const compiled = compileFile(file);
  const test = compiled.tests[index];
  if (test === undefined) throw new Error(`${file} has no test ${String(index)}`);
  return runPolicyTests({ bundle: compiled.bundle, tests: [test] }, exampleOrganization, now)
    .flatMap(({ differences }) => differences)
    .join('\n');
};

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));

const families = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'must-fail')
  .map(({ name }) => name);

describe.each(families)('cases of %s', (family) => {
  const files = filesIn(join(here, family));
  it('has cases', () => {
    expect(files.length).toBeGreaterThan(0);
  });
  describe.each(files.map((file) => [file.slice(here.length + 1), file]))('%s', (_, file) => {
    it.each(casesIn(file))('%i: %s', (index) => {
      expect(differencesOf(file, index)).toBe('');
    });
  });
});

describe('the rules', () => {
  it.each(KINDS.filter((kind) => kind !== 'cel'))(
    '%s has cases: passes, fails, and what cannot be read',
    (kind) => {
      const verdicts = new Set(
        filesIn(join(here, kind)).flatMap((file) => {
          const { compiled, results } = read(file);
          const own = new Set(
            compiled.bundle.rules.filter(({ parameters }) => parameters.kind === kind).map(({ id }) => id),
          );
          return results.flatMap(({ evaluation }) =>
            evaluation.verdicts.flatMap(({ rule, verdict }) => (own.has(rule) ? [verdict] : [])),
          );
        }),
      );
      expect([...verdicts]).toEqual(expect.arrayContaining(['pass', 'fail', 'waived', 'skip', 'error']));
    },
  );
});

describe.each(filesIn(join(here, 'must-fail')))('cases that must fail: %s', (file) => {
  it.each(casesIn(file))('%i: %s', (index) => {
    expect(differencesOf(file, index)).not.toBe('');
  });
});

describe('the example policies', () => {
  it.each(filesIn(join(here, '../../policies')))(
    '%s compiles without a warning and its tests pass',
    (file) => {
      const { compiled, results } = read(file);
      // Which remediations there are is this version's matter, and not the policy's.
      expect(compiled.warnings.filter((text) => !text.includes('is done by people in this version'))).toEqual(
        [],
      );
      expect(results.length).toBeGreaterThan(0);
      expect(
        results.flatMap(({ name, differences }) => differences.map((text) => `${name}: ${text}`)),
      ).toEqual([]);
    },
  );
});
