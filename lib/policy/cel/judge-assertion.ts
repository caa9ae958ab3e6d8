import type { KnownFacts } from '../../model/image.ts';
import { missing } from '../failures.ts';
import type { RuleAnswer } from '../rule.ts';
import type { Assertion } from './assertion.ts';
import type { Expression } from './compile.ts';
import { evaluateExpression } from './evaluate.ts';
import { renderMessage } from './message.ts';
import { scopeOf, type Scope, type ScopeContext } from './scope.ts';

const PASS: RuleAnswer = { kind: 'judged', failures: [] };

/** Fails where `when` holds and `assert` does not. What one of them ran into is unreadable, in a sentence that says which datum. */
export const judgeAssertion = (
  { when, assert, message }: Assertion,
  facts: Partial<KnownFacts>,
  context: ScopeContext,
): RuleAnswer => {
  const scope = scopeOf(facts, context);
  if (when !== null) {
    const said = hold(when, facts, scope);
    if (said !== true) return said === false ? PASS : said;
  }
  if (assert === null) return PASS;
  const said = hold(assert, facts, scope);
  if (typeof said !== 'boolean') return said;
  if (said) return PASS;
  const reason = message === null ? `It does not hold that ${assert.text}` : renderMessage(message, scope);
  return { kind: 'judged', failures: [{ detail: { kind: 'assertion' }, reason }] };
};

/** Whether it holds, or why there is no telling. */
const hold = (expression: Expression, facts: Partial<KnownFacts>, scope: Scope): boolean | RuleAnswer => {
  const doubt = expression.reads.includes('snapshots') ? doubtOfSnapshots(facts) : null;
  if (doubt !== null) return doubt;
  const said = evaluateExpression(expression, scope);
  return said.kind === 'value' ? said.value === true : notEvaluated(said.datum, said.code, said.sentence);
};

/** An answer for an expression that could not be evaluated; `sentence` says why. */
export const notEvaluated = (datum: string, code: string, sentence: string): RuleAnswer => ({
  kind: 'judged',
  failures: [
    {
      detail: { kind: 'unreadable', datum, code },
      reason: `The expression could not be evaluated: ${sentence}`,
    },
  ],
});

/** A loop over the snapshots says nothing of one that AWS did not tell of. */
const doubtOfSnapshots = ({ image, snapshots = [] }: Partial<KnownFacts>): RuleAnswer | null => {
  if (image?.state === 'pending') {
    return { kind: 'pending', reason: 'The image is pending: its snapshots are not there yet.' };
  }
  const known = new Set<string | null>(snapshots.map(({ snapshot }) => snapshot));
  for (const device of image?.devices ?? []) {
    if (device.kind !== 'ebs' || device.snapshot === null || known.has(device.snapshot)) continue;
    return { kind: 'judged', failures: [missing(`snapshot ${device.snapshot} of ${device.device}`)] };
  }
  return null;
};
