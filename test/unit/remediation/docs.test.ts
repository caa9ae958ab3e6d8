import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTION_TEXTS } from '../../../lib/cli/rules/action-texts.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { ACTIONS } from '../../../lib/remediation/registry.ts';
import { kindOf } from '../../../lib/remediation/writes.ts';

const PAGE = readFileSync(new URL('../../../docs/remediation.md', import.meta.url), 'utf8');

/** The rows of the table that begins with these column heads, cell by cell. */
const tableOf = (...heads: readonly string[]): readonly (readonly string[])[] => {
  const rows = PAGE.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const first = rows.findIndex((row) => row.join() === heads.join());
  const rest = rows.slice(first + 2);
  return rest.slice(
    0,
    rest.findIndex((row) => row.length === 0),
  );
};

it('of every remediation people are told what it does', () => {
  expect(Object.keys(ACTION_TEXTS)).toEqual(Object.keys(ACTIONS));
  for (const { does, only } of Object.values(ACTION_TEXTS)) {
    expect(does).toMatch(/^[A-Z].*\.$/u);
    expect(only ?? 'x').not.toMatch(/\.$/u);
  }
});

describe('docs/remediation.md', () => {
  it('has each action as the code has it', () => {
    const expected = Object.values(ACTIONS).map((definition) => {
      const [main] = definition.writes;
      const pace = main === undefined ? null : kindOf(main).pace;
      return [
        `\`${definition.name}\``,
        ACTION_TEXTS[definition.name]?.does,
        ACTION_TEXTS[definition.name]?.only ?? '-',
        `${String(pace?.burst)}, then ${String(pace?.perSecond)} a second`,
        definition.undo ?? 'nothing: it cannot be undone',
      ];
    });
    expect(tableOf('action', 'what it does', 'only', 'AWS’s limit', 'undone by')).toEqual(expected);
  });

  const examples = [...PAGE.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

  it('has examples of what is done, each good as it stands', () => {
    expect(examples.length).toBe(7);
    const named = examples.map((yaml) => {
      const text = `version: 1\nname: example\nrules:\n${yaml.replaceAll(/^(?=.)/gm, '  ')}`;
      const compiled = compilePolicy([{ name: 'p.yaml', text }]);
      if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
      expect(compiled.warnings.filter((warning) => !warning.includes('notify'))).toEqual([]);
      return compiled.bundle.rules.map(({ remediation }) => remediation?.action);
    });
    expect(named.flat()).toEqual([
      'add-tags',
      'encrypted-copy',
      'deprecate',
      'disable',
      'deregister',
      'enable-block-public-access',
      'request-quota-increase',
    ]);
  });
});
