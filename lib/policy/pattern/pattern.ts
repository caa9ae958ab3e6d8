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

// Where a fork will stand, until it is known where it leads.
const OPEN: Step = { op: 'fork', to: [] };

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
  const fork = push(steps, OPEN);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const node of nodes) {
    starts.push(steps.length);
    emit(node, steps);
    ends.push(push(steps, OPEN));
  }
  steps[fork] = { op: 'fork', to: starts };
  for (const end of ends) steps[end] = { op: 'fork', to: [steps.length] };
};

const emitRepeat = (node: PatternNode, min: number, max: number | null, steps: Step[]): void => {
  for (let count = 0; count < min; count++) emit(node, steps);
  if (max === null) {
    const fork = push(steps, OPEN);
    emit(node, steps);
    push(steps, { op: 'fork', to: [fork] });
    steps[fork] = { op: 'fork', to: [fork + 1, steps.length] };
    return;
  }
  const forks: number[] = [];
  for (let count = min; count < max; count++) {
    forks.push(push(steps, OPEN));
    emit(node, steps);
  }
  for (const fork of forks) steps[fork] = { op: 'fork', to: [fork + 1, steps.length] };
};

/** Whether the pattern matches somewhere in the text (`^` and `$` pin it, as in RE2), in time linear in the text. */
export const patternMatches = ({ steps }: Pattern, text: string): boolean => {
  const points = codePoints(text);
  // At which place of the text a step was reached last, counted from 1.
  const seen = new Uint32Array(steps.length + 1);
  let todo: number[] = [];
  let next: number[] = [];
  for (let at = 0; at <= points.length; at++) {
    todo.push(0);
    const point = points[at] ?? null;
    if (walk(steps, todo, { before: points[at - 1] ?? null, point, turn: at + 1, seen, next })) return true;
    [todo, next] = [next, todo];
  }
  return false;
};

const codePoints = (text: string): readonly number[] => {
  const points: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const point = text.codePointAt(at) ?? 0;
    points.push(point);
    // Beyond the basic plane a character takes two units.
    if (point > 0xffff) at += 1;
  }
  return points;
};

interface Walk {
  readonly before: number | null;
  /** The character that steps may take; null behind the last one. */
  readonly point: number | null;
  readonly turn: number;
  readonly seen: Uint32Array;
  /** Where the steps that take it lead to. */
  readonly next: number[];
}

/** Follows all steps from these on (and empties the list) up to the next character; answers whether the end is reached. */
const walk = (steps: readonly Step[], todo: number[], { before, point, turn, seen, next }: Walk): boolean => {
  for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
    if (seen[index] === turn) continue;
    seen[index] = turn;
    const step = steps[index];
    if (step === undefined) return true;
    if (step.op === 'set') {
      if (point !== null && contains(step.set, point)) next.push(index + 1);
    } else if (step.op === 'fork') todo.push(...step.to);
    else if (holds(step.at, before, point)) todo.push(index + 1);
  }
  return false;
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
