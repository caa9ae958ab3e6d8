import * as z from 'zod/mini';
import { fitsPattern } from '../pattern/fits-pattern.ts';
import { patternShape } from '../parameter-shapes.ts';
import { attributeFails, missing } from '../failures.ts';
import { defineRule, type Failure } from '../rule.ts';

/** Fails for a name that is off the pattern. AWS gives every image a name; one that it does not tell is unreadable. */
export const naming = defineRule({
  id: 'naming',
  subject: 'image',
  why: 'People and launch templates choose images by name: a name that follows no rule is chosen by mistake.',
  holds: 'The name is as the pattern asks.',
  awsFact:
    'A name is given when the image is made and can never be changed (RegisterImage, CreateImage, CopyImage).',
  severity: 'low',
  reads: ['image'],
  parameters: z.strictObject({ kind: z.literal('naming'), pattern: patternShape }),
  defaults: { kind: 'naming', pattern: '' },
  remediations: [],
  remediation: null,
  check: ({ pattern }, { image }) => ({ kind: 'judged', failures: judge(pattern, image.name) }),
});

const judge = (pattern: string, name: string | null): readonly Failure[] => {
  if (name === null) return [missing('the name of the image')];
  if (fitsPattern(pattern, name)) return [];
  return [attributeFails('name', name, `The name is "${name}", expected to match ${pattern}.`)];
};
