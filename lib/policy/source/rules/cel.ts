import { compileAssertion } from '../../cel/assertion.ts';
import { didYouMean } from '../did-you-mean.ts';
import { sentence } from '../schema/words.ts';
import type { RuleSource } from './rule-source.ts';

const members = { when: sentence.optional(), assert: sentence, message: sentence.optional() };

export const celSource: RuleSource = {
  kind: 'cel',
  members,
  changes: { ...members, assert: sentence.optional() },
  grows: [],
  complete: (written, { groups }) => {
    const { assertion, problems } = compileAssertion(
      {
        when: textOf(written, 'when'),
        assert: textOf(written, 'assert'),
        message: textOf(written, 'message'),
      },
      { groups, hint: didYouMean },
    );
    return { members: { reads: assertion.reads }, problems };
  },
};

const textOf = (written: Readonly<Record<string, unknown>>, member: string): string | null => {
  const text = written[member];
  return typeof text === 'string' ? text : null;
};
