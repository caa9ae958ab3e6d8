import type { Datum, Fact, SubjectState } from '../../model/image.ts';
import { subjectKind, type SubjectKind } from '../../model/subject.ts';
import { SUBJECT_FACTS } from '../../model/subject-facts.ts';

/** The code of a fault that stands for a group of facts which nobody had read. */
export const NOT_READ = 'NotRead';

const NOBODY_READ: Datum<never> = {
  kind: 'fault',
  operation: 'inventory',
  code: NOT_READ,
  message: 'nobody had read it when this was written',
  retryable: false,
};

const withFaults = (kind: SubjectKind): Readonly<Partial<Record<Fact, Datum<never>>>> =>
  Object.fromEntries(SUBJECT_FACTS[kind].map((fact) => [fact, NOBODY_READ]));

const NOTHING: Readonly<Record<SubjectKind, Readonly<Partial<Record<Fact, Datum<never>>>>>> = {
  image: withFaults('image'),
  instance: withFaults('instance'),
  'account-region': withFaults('account-region'),
};

/**
 * The state with a fault in the place of what nobody had read, so that what depends on it is an `error`, and neither a pass nor a
 * crash.
 */
export const wholeState = (state: SubjectState): SubjectState => {
  const kind = subjectKind(state.ref);
  const unread = SUBJECT_FACTS[kind].filter((fact) => state[fact]?.kind === 'unread');
  const whole = { ...NOTHING[kind], ...state };
  return unread.length === 0
    ? whole
    : { ...whole, ...Object.fromEntries(unread.map((fact) => [fact, NOBODY_READ])) };
};
