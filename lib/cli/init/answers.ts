import * as z from 'zod';
import { tagName } from '../../policy/source/schema/forms.ts';
import { oneOf, organization, text } from '../../policy/source/schema/words.ts';

/** A list as people type it: several words, or one with commas or blanks between. Twice the same is once. */
const typedList = <Entry extends z.ZodType<string, string>>(entry: Entry) =>
  z
    .union([z.string().transform((words) => [words]), z.array(z.string())])
    .transform((words) =>
      [...new Set(words.flatMap((word) => word.split(/[\s,]+/)))].filter((word) => word !== ''),
    )
    .pipe(z.array(entry));

/** How strict a first policy may be. */
export const INIT_MODES = ['audit', 'notify', 'enforce'] as const;

/** What `init` has to know, each as a flag or an answer gives it. */
export const ANSWERS = {
  orgId: typedList(organization),
  partners: typedList(text('an account id of 12 digits', /^\d{12}$/)),
  mode: oneOf(INIT_MODES),
  slack: text('a Slack channel such as "#cloud-security" or its id', /^#[^\s#]{1,80}$|^[CG][A-Z0-9]{8,}$/),
  tags: typedList(tagName),
  regions: typedList(text('a region such as eu-west-1', /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/)),
} as const;

const Answers = z.object({
  orgId: ANSWERS.orgId.default(['self']),
  partners: ANSWERS.partners.default([]),
  mode: ANSWERS.mode.default('audit'),
  slack: ANSWERS.slack.optional(),
  tags: ANSWERS.tags.default([]),
  regions: ANSWERS.regions.default([]),
});

/** The answers, and what is usual where there was none. `slack` absent: the topic alone is told. */
export type Answers = z.infer<typeof Answers>;

/** The answers of somebody who was asked: what they left empty is absent. */
export type Asked = z.input<typeof Answers>;

/** Puts what is usual in the place of what was not answered. Throws for an answer that was not checked. */
export const completeAnswers = (asked: Asked): Answers => Answers.parse(asked);

/** The flags of `init`. */
export const InitFlags = z.object({
  ...Answers.shape,
  out: text('a file').default('ami-policy.yaml'),
  force: z.boolean().default(false),
  yes: z.boolean().default(false),
});
