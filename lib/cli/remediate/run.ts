import * as z from 'zod';
import { subjectKey } from '../../model/subject.ts';
import { sentence } from '../../policy/source/schema/words.ts';
import { ActOptions, WayOptions } from '../by-hand/options.ts';
import { errandCommand } from '../by-hand/run-errand.ts';
import { imageOrPlace } from '../by-hand/subject.ts';

const Options = z.object({ ...WayOptions, ...ActOptions, rule: sentence });

/** `ami-warden remediate`. Answers the exit code: 0 put right or nothing fails, 1 not done, 2 a second person has to approve, 3 not all of it. */
export const runRemediate = errandCommand({
  command: 'remediate',
  schema: Options,
  judges: true,
  errand: (word, options, hand) => {
    const { rule, dryRun } = options;
    const meant = imageOrPlace(word, options, hand);
    if (!meant.ok) return Promise.resolve(meant);
    return Promise.resolve({
      ok: true,
      request: { kind: 'remediate', ref: meant.ref, rule, dryRun },
      question: `Do this to ${subjectKey(meant.ref)}?`,
    });
  },
});
