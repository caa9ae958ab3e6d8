import { describe, expect, test } from 'vitest';
import { sarifText } from '../../../../lib/cli/output/sarif.ts';
import { sarifProblems } from './valid-sarif.ts';

const RULE = { id: 'sharing', text: 'Everyone is on the list.', level: 'error' } as const;

interface Log {
  readonly runs: readonly { readonly results: readonly Record<string, unknown>[] }[];
}

const resultsOf = (text: string): readonly Record<string, unknown>[] =>
  (JSON.parse(text) as Log).runs[0]?.results ?? [];

describe('SARIF', () => {
  test('is valid for places in files, for subjects in AWS, for both and for neither', () => {
    const text = sarifText(
      'policy plan',
      [RULE],
      [
        { rule: 'sharing', message: 'a', place: { file: 'a b/p.yaml', line: 3, column: 5 } },
        {
          rule: 'sharing',
          message: 'b',
          place: null,
          subject: '111122223333/eu-west-1/ami-1a2b3c4d',
          key: 'k',
        },
        {
          rule: 'sharing',
          message: 'c',
          place: { file: '/x/p.yaml', line: null, column: null },
          subject: 's',
        },
        { rule: 'sharing', message: 'd', place: null, level: 'note' },
      ],
    );
    expect(sarifProblems(text)).toEqual([]);
    expect(resultsOf(text)[0]).toEqual({
      ruleId: 'sharing',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'a' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/p.yaml' },
            region: { startLine: 3, startColumn: 5 },
          },
        },
      ],
    });
    expect(resultsOf(text)[1]).toMatchObject({
      locations: [{ logicalLocations: [{ fullyQualifiedName: '111122223333/eu-west-1/ami-1a2b3c4d' }] }],
      partialFingerprints: { 'amiWarden/v1': 'k' },
    });
    expect(resultsOf(text)[2]).toMatchObject({
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'file:///x/p.yaml' },
            region: { startLine: 1, startColumn: 1 },
          },
        },
      ],
    });
    expect(resultsOf(text)[3]).not.toHaveProperty('locations');
  });

  test('is valid without a result, and the check of it can fail', () => {
    const empty = sarifText('rules', [], []);
    expect(sarifProblems(empty)).toEqual([]);
    expect(sarifProblems(empty.replace('"version": "2.1.0"', '"version": "2.2"'))).not.toEqual([]);
  });

  test('of a rule that was not declared is a bug', () => {
    expect(() => sarifText('x', [], [{ rule: 'sharing', message: 'a', place: null }])).toThrow(
      'no rule sharing',
    );
  });
});
