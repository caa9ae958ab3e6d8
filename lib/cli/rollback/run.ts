import * as z from 'zod';
import { isInstance, subjectKey } from '../../model/subject.ts';
import { sentence } from '../../policy/source/schema/words.ts';
import { ActOptions, WayOptions } from '../by-hand/options.ts';
import { errandCommand } from '../by-hand/run-errand.ts';
import { subjectOf } from '../by-hand/subject.ts';

const Options = z.object({ ...WayOptions, ...ActOptions, subject: sentence.optional() });

/** `ami-warden rollback`. Answers the exit code: 0 taken back or nothing left of it, 1 not done, 3 not all of it. */
export const runRollback = errandCommand({
  command: 'rollback',
  schema: Options,
  judges: false,
  errand: async (entry, options, hand) => {
    const { subject, dryRun } = options;
    const named = subject === undefined ? null : subjectOf(subject, options, hand);
    if (named?.ok === false) return named;
    const ref = named?.ref ?? (await hand.subjects.ofEntry(entry));
    if (ref === null) return { ok: false, problem: `the journal holds no entry ${entry}` };
    if (isInstance(ref)) {
      return { ok: false, problem: `${subjectKey(ref)}: nothing was done to an instance` };
    }
    return {
      ok: true,
      request: { kind: 'rollback', ref, entry, dryRun },
      question: `Take it back, for ${subjectKey(ref)}?`,
    };
  },
});
