import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleOf, rules } from '../../../lib/policy/registry.ts';
import { OPERATIONS } from '../../../lib/policy/source/facts.ts';
import { KINDS } from '../../../lib/policy/source/schema/rules.ts';
import { policyOf } from './policy-of.ts';

const GUIDE = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');

/** The section of docs/policy.md about a rule. */
const sectionOf = (id: string): string =>
  GUIDE.split(/^#{2,3} /m).find((section) => section.startsWith(`\`${id}\`\n`)) ?? '';

describe('docs/policy.md has of each rule', () => {
  const ids = KINDS.filter((kind) => kind !== 'cel');

  it.each(ids)('%s: an example that is good as it stands', (id) => {
    const [, example = ''] = /```yml\n(.*?)```/s.exec(sectionOf(id)) ?? [];
    const { rules: written } = policyOf(`version: 1\nrules:\n${example.replaceAll(/^/gm, '  ')}`);
    expect(written.map((rule) => rule.parameters.kind)).toEqual([id]);
  });

  it.each(ids)('%s: what it reads', (id) => {
    const read = rules
      .filter((rule) => rule.id === id)
      .flatMap(({ reads, optionalReads }) => [...reads, ...optionalReads]);
    const named = [...new Set(read)].filter((fact) => fact !== 'quotas').map((fact) => OPERATIONS[fact]);
    expect(named.filter((operation) => !sectionOf(id).includes(operation))).toEqual([]);
  });

  it.each(ids)('%s: its members and its remediations', (id) => {
    const { defaults, remediations } = ruleOf(id);
    const members = Object.keys(defaults).filter((member) => member !== 'kind');
    const alone = id === 'guardrails' || id === 'quota' ? [] : remediations;
    expect([...members, ...alone].filter((word) => !sectionOf(id).includes(word))).toEqual([]);
  });
});
