import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { celReference } from '../../../lib/policy/cel/reference.ts';
import { CEL_LIMITS } from '../../../lib/policy/cel/schema.ts';

const GUIDE = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');

/** The cells of the page's tables, row by row, without padding. */
const written = GUIDE.split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .replaceAll('\\|', '¦')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('¦', '|').replaceAll('&lt;', '<')),
  );

describe('docs/policy.md, of CEL', () => {
  it.each(celReference().flatMap(({ head, rows }) => [head, ...rows]))(
    '%s is there as the schema has it',
    (...row) => {
      expect(written).toContainEqual(row);
    },
  );

  it('its limits are those that are held', () => {
    const { characters, nodes, levels } = CEL_LIMITS;
    expect(GUIDE).toContain(
      `at most ${String(characters)} characters, ${String(nodes)} parts, ${String(levels)} levels`,
    );
  });

  it('its example is in order', () => {
    const [, example = ''] = /```yml\n(.*?)```/s.exec(GUIDE) ?? [];
    const rule = example.replaceAll(/^/gm, '  ').trimEnd();
    const text = `version: 1
groups:
  golden-pipeline: { accounts: ['111122223333'] }
  prod: { ous: [Root/Workloads/Prod] }
rules:
${rule}
notify: { default: { slack: '#cloud-security' } }
`;
    expect(compilePolicy([{ name: 'p.yaml', text }])).toMatchObject({ ok: true, warnings: [] });
  });
});
