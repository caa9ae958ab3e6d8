import * as z from 'zod/mini';
import { prepareAssertion } from '../cel/assertion.ts';
import { judgeAssertion, notEvaluated } from '../cel/judge-assertion.ts';
import { defineRule } from '../rule.ts';

const FACTS = ['image', 'launchPermission', 'snapshots', 'ancestry'] as const;

/** Fails where `when` holds and `assert` does not. What an expression cannot read, in either of them, is unreadable. */
export const cel = defineRule({
  id: 'cel',
  subject: 'image',
  why: 'What the other rules do not say can be said in an expression.',
  holds: 'What the expression asks for holds.',
  awsFact:
    'The members are those of DescribeImages, DescribeImageAttribute, DescribeSnapshots and GetImageAncestry.',
  severity: 'medium',
  reads: [],
  optionalReads: FACTS,
  // From the texts themselves, for an override may have put others in their place.
  asksFor: (parameters) =>
    FACTS.filter((fact) => prepareAssertion(parameters).assertion.reads.includes(fact)),
  parameters: z
    .strictObject({
      kind: z.literal('cel'),
      when: z.nullable(z.string()),
      assert: z.string(),
      message: z.nullable(z.string()),
      reads: z.array(z.enum(FACTS)),
    })
    .check(
      z.refine(
        (texts) => prepareAssertion(texts).problems.length === 0,
        'expected expressions that can be run',
      ),
    ),
  defaults: { kind: 'cel', when: null, assert: 'true', message: null, reads: [] },
  remediations: [],
  remediation: null,
  check: (parameters, facts, context) => {
    const { assertion, problems } = prepareAssertion(parameters);
    const [problem] = problems;
    if (problem !== undefined) return notEvaluated(problem.member, 'Expression', `${problem.message}.`);
    // What could not be had is told of beside this answer.
    const blind = assertion.reads.some((fact) => !Object.hasOwn(facts, fact));
    return blind ? { kind: 'judged', failures: [] } : judgeAssertion(assertion, facts, context);
  },
});
