import * as z from 'zod';
import { subjectKey } from '../../model/subject.ts';
import { duration, instant, sentence, text } from '../../policy/source/schema/words.ts';
import { ActOptions, WayOptions } from '../by-hand/options.ts';
import { errandCommand } from '../by-hand/run-errand.ts';
import { subjectOf } from '../by-hand/subject.ts';

const UNTIL = 'expected a duration such as 7d (from now on), a date or an instant (2027-01-15T08:00:00Z)';
const until = z.string({ error: UNTIL }).transform((value, context) => {
  const ahead = duration.safeParse(value);
  if (ahead.success) return ahead.data;
  const at = instant.safeParse(value);
  if (at.success) return at.data;
  context.addIssue({ code: 'custom', message: UNTIL });
  return z.NEVER;
});
const short = text('a text of at most 200 characters', /^(?=.*\S).{1,200}$/);

const Options = z.object({
  ...WayOptions,
  ...ActOptions,
  until,
  reason: text('a reason of at most 500 characters', /^(?=.*\S)[^]{1,500}$/),
  owner: short,
  ticket: short.optional(),
  subject: sentence.optional(),
});

/** `ami-warden waive`. Answers the exit code: 0 waived, 1 not. */
export const runWaive = errandCommand({
  command: 'waive',
  schema: Options,
  judges: true,
  errand: async (finding, options, hand, now) => {
    if (!/^[0-9a-f]{16}$/.test(finding)) {
      const problem = `${JSON.stringify(finding)}: expected the id of a finding, 16 hex digits`;
      return { ok: false, problem };
    }
    const named = options.subject === undefined ? null : subjectOf(options.subject, options, hand);
    if (named?.ok === false) return named;
    const ref = named?.ref ?? (await hand.subjects.ofFinding(finding));
    if (ref === null) return { ok: false, problem: `the journal holds no finding ${finding}` };
    const { reason, owner, ticket = null, dryRun } = options;
    const lapses = new Date(
      typeof options.until === 'number' ? now.getTime() + options.until * 1000 : options.until,
    ).toISOString();
    return {
      ok: true,
      request: { kind: 'waive', ref, finding, until: lapses, reason, owner, ticket, dryRun },
      question: `Waive finding ${finding} of ${subjectKey(ref)} until ${lapses}?`,
    };
  },
});
