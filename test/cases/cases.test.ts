import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { runPolicyTests } from '../../lib/policy/source/run-policy-tests.ts';
import { KINDS } from '../../lib/policy/source/schema/rules.ts';
import { exampleOrganization } from './organization.ts';

const now = new Date('2026-09-01T12:00:00Z');
const here = import.meta.dirname;

const read = (file: string) => {
  const compiled = compilePolicy([{ name: file, text: readFileSync(file, 'utf8') }], now);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return { compiled, results: runPolicyTests(compiled, exampleOrganization, now) };
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
  for (const file of files) {
    const { results } = read(file);
    it(`${file.slice(here.length + 1)} has tests`, () => {
      expect(results.length).toBeGreaterThan(0);
    });
    for (const { name, differences } of results) {
      it(name, () => {
        expect(differences.join('\n')).toBe('');
      });
    }
  }
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

describe('cases that must fail', () => {
  for (const file of filesIn(join(here, 'must-fail'))) {
    for (const { name, differences } of read(file).results) {
      it(name, () => {
        expect(differences).not.toEqual([]);
      });
    }
  }
});

describe('the example policies', () => {
  for (const file of filesIn(join(here, '../../policies'))) {
    const { compiled, results } = read(file);
    it(`${file.slice(file.lastIndexOf('/') + 1)} compiles without a warning and its tests pass`, () => {
      // Which remediations there are is this version's matter, and not the policy's.
      expect(compiled.warnings.filter((text) => !text.includes('is done by people in this version'))).toEqual(
        [],
      );
      expect(results.length).toBeGreaterThan(0);
      expect(
        results.flatMap(({ name, differences }) => differences.map((text) => `${name}: ${text}`)),
      ).toEqual([]);
    });
  }
});
