import { contains, isWord, type CharacterSet } from './characters.ts';
import { parsePattern, PatternError, type PatternNode } from './parse.ts';

type Step =
  | { readonly op: 'set'; readonly set: CharacterSet }
  | { readonly op: 'assert'; readonly at: 'start' | 'end' | 'edge' | 'no-edge' }
  | { readonly op: 'fork'; readonly to: readonly number[] };

/** A compiled pattern: the steps of a non-deterministic automaton; the one past the last means that it matches. */
export interface Pattern {
  readonly steps: readonly Step[];
}

// Time is at most steps x characters; a tag value has 256 characters at most.
const MOST_STEPS = 10_000;

/**
 * Compiles a pattern of RE2's syntax; `problem` says what is wrong and at which character (from 1). This matcher is
 * built here because a whole RE2 would be half of the guard's size; like RE2 it never backtracks.
 */
export const compilePattern = (
  text: string,
): { readonly ok: true; readonly pattern: Pattern } | { readonly ok: false; readonly problem: string } => {
  try {
    const steps: Step[] = [];
    emit(parsePattern(text), steps);
    return { ok: true, pattern: { steps } };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { ok: false, problem: `${error.message} (at character ${String(error.index + 1)})` };
  }
};

const push = (steps: Step[], step: Step): number => {
  if (steps.length >= MOST_STEPS) throw new PatternError('the pattern is too large', 0);
  return steps.push(step) - 1;
};

const emit = (node: PatternNode, steps: Step[]): void => {
  switch (node.kind) {
    case 'set':
      push(steps, { op: 'set', set: node.set });
      return;
    case 'assert':
      push(steps, { op: 'assert', at: node.at });
      return;
    case 'sequence':
      for (const part of node.nodes) emit(part, steps);
      return;
    case 'choice':
      emitChoice(node.nodes, steps);
      return;
    case 'repeat':
      emitRepeat(node.node, node.min, node.max, steps);
      return;
  }
};

const emitChoice = (nodes: readonly PatternNode[], steps: Step[]): void => {
  if (nodes.length === 1 && nodes[0] !== undefined) {
    emit(nodes[0], steps);
    return;
  }
  const fork = push(steps, { op: 'fork', to: [] });
  const starts: number[] = [];
  const ends: number[] = [];
  for (const node of nodes) {
    starts.push(steps.length);
    emit(node, steps);
    ends.push(push(steps, { op: 'fork', to: [] }));
  }
  steps[fork] = { op: 'fork', to: starts };
  for (const end of ends) steps[end] = { op: 'fork', to: [steps.length] };
};

const emitRepeat = (node: PatternNode, min: number, max: number | null, steps: Step[]): void => {
  for (let count = 0; count < min; count++) emit(node, steps);
  if (max === null) {
    const fork = push(steps, { op: 'fork', to: [] });
    emit(node, steps);
    push(steps, { op: 'fork', to: [fork] });
    steps[fork] = { op: 'fork', to: [fork + 1, steps.length] };
    return;
  }
  const forks: number[] = [];
  for (let count = min; count < max; count++) {
    forks.push(push(steps, { op: 'fork', to: [] }));
    emit(node, steps);
  }
  for (const fork of forks) steps[fork] = { op: 'fork', to: [fork + 1, steps.length] };
};

/** Whether the pattern matches somewhere in the text (`^` and `$` pin it, as in RE2), in time linear in the text. */
export const patternMatches = ({ steps }: Pattern, text: string): boolean => {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let waiting: readonly number[] = [];
  for (let at = 0; at <= points.length; at++) {
    const reached = reach(steps, [...waiting, 0], points[at - 1] ?? null, points[at] ?? null);
    if (reached === 'match') return true;
    const point = points[at];
    if (point === undefined) return false;
    waiting = reached.filter((index) => takes(steps[index], point)).map((index) => index + 1);
  }
  return false;
};

const takes = (step: Step | undefined, point: number): boolean =>
  step?.op === 'set' && contains(step.set, point);

/** All steps that wait for a character, from these on, between two characters (null: the text's ends). */
const reach = (
  steps: readonly Step[],
  from: readonly number[],
  before: number | null,
  after: number | null,
): readonly number[] | 'match' => {
  const seen = new Set<number>();
  const todo = [...from];
  const waiting: number[] = [];
  for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const step = steps[index];
    if (step === undefined) return 'match';
    if (step.op === 'set') waiting.push(index);
    else if (step.op === 'fork') todo.push(...step.to);
    else if (holds(step.at, before, after)) todo.push(index + 1);
  }
  return waiting;
};

const holds = (
  at: 'start' | 'end' | 'edge' | 'no-edge',
  before: number | null,
  after: number | null,
): boolean => {
  switch (at) {
    case 'start':
      return before === null;
    case 'end':
      return after === null;
    case 'edge':
      return isWord(before) !== isWord(after);
    case 'no-edge':
      return isWord(before) === isWord(after);
  }
};
