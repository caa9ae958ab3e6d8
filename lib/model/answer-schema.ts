import * as z from 'zod/mini';
import { AskerSchema, OutcomeSchema } from './journal-schema.ts';
import { ActionSchema, AspectsSchema, PlanSchema } from './plan-schema.ts';
import type { ActionResult, Answer } from './request.ts';
import { nullableText, text, wordOf } from './schema-forms.ts';

const ResultSchema: z.ZodMiniType<ActionResult> = z.looseObject({
  action: ActionSchema,
  outcome: z.union([
    OutcomeSchema,
    z.looseObject({ kind: z.literal('would'), before: AspectsSchema, after: AspectsSchema }),
  ]),
  undo: nullableText,
});

/** What the service answers to a request; whoever asked knows the request itself. */
export const AnswerSchema: z.ZodMiniType<Omit<Answer, 'request'>> = z.looseObject({
  status: wordOf<Answer['status']>({
    done: 'done',
    would: 'would',
    waiting: 'waiting',
    unneeded: 'unneeded',
    refused: 'refused',
    partly: 'partly',
  }),
  message: text,
  by: AskerSchema,
  plan: z.nullable(PlanSchema),
  results: z.array(ResultSchema),
  retry: nullableText,
});
