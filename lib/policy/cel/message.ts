import type { Fact } from '../../model/image.ts';
import { compileExpression, type Compiled, type CompileOptions, type Expression } from './compile.ts';
import { evaluateExpression } from './evaluate.ts';
import type { Scope } from './scope.ts';
import { writeValue } from './write-value.ts';

/** A sentence with expressions in it: texts and expressions in turn. */
export interface Message {
  readonly reads: readonly Fact[];
  readonly parts: readonly (string | Expression)[];
}

const MOST_CHARACTERS = 1000;
const MOST_EXPRESSIONS = 16;

/** Checks a message: `{image.id} in {account.name}`. A brace that is meant is written twice. Offsets are the message's. */
export const compileMessage = (text: string, options: Omit<CompileOptions, 'type'>): Compiled<Message> => {
  const refuse = (offset: number, message: string): Compiled<Message> => ({
    ok: false,
    problem: { offset, message },
  });
  if (text.length > MOST_CHARACTERS) {
    return refuse(MOST_CHARACTERS, `longer than ${String(MOST_CHARACTERS)} characters`);
  }
  const parts: (string | Expression)[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const doubled = text.charAt(at + 1) === character;
    if (character !== '{' && character !== '}') plain += character;
    else if (doubled) plain += text.charAt(at++);
    else if (character === '}') return refuse(at, 'a `}` without its `{`: write `}}` for a brace');
    else {
      const end = endOf(text, at + 1);
      if (end === null) return refuse(at, 'a `{` without its `}`: write `{{` for a brace');
      const compiled = compileExpression(text.slice(at + 1, end), { ...options, type: 'text' });
      if (!compiled.ok) return refuse(at + 1 + compiled.problem.offset, compiled.problem.message);
      parts.push(plain, compiled.expression);
      if (parts.length > 2 * MOST_EXPRESSIONS) {
        return refuse(at, `more than ${String(MOST_EXPRESSIONS)} expressions`);
      }
      plain = '';
      at = end;
    }
  }
  const reads = new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : part.reads)));
  return { ok: true, expression: { reads: [...reads], parts: [...parts, plain] } };
};

/** Where the expression that begins here ends: at a `}` that is in no quotes. */
const endOf = (text: string, from: number): number | null => {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '' && character === '\\') at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '}') return at;
  }
  return null;
};

/** The sentence for one image. What cannot be had stands in it as `(not known)`: that a rule fails is said all the same. */
export const renderMessage = ({ parts }: Message, scope: Scope): string =>
  parts.map((part) => (typeof part === 'string' ? part : render(part, scope))).join('');

const render = (expression: Expression, scope: Scope): string => {
  const evaluated = evaluateExpression(expression, scope);
  return evaluated.kind === 'value' ? writeValue(evaluated.value) : '(not known)';
};
