import * as z from 'zod';
import { TEN_YEARS } from '../../parameter-shapes.ts';
import { compilePattern } from '../../pattern/pattern.ts';

/** Begins the messages that list what is known; what follows, comma-separated, feeds "did you mean". */
export const ONE_OF = 'expected one of ';

/** A word out of a closed list. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `${ONE_OF}${words.join(', ')}` });

/** A mapping with these members and no other. */
export const mapping = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `${ONE_OF}${Object.keys(shape).join(', ')}` : 'expected a mapping',
  });

/** Text of a form; `expected` says which. */
export const text = (expected: string, form = /\S/) =>
  z.string({ error: `expected ${expected}` }).regex(form, { error: `expected ${expected}` });

/** A list with at least one entry. */
export const list = <Entry extends z.ZodType>(entry: Entry) =>
  z.array(entry, { error: 'expected a list' }).min(1, { error: 'expected at least one entry' });

export const MODES = ['off', 'audit', 'notify', 'enforce'] as const;
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export const mode = oneOf(MODES);
export const severity = oneOf(SEVERITIES);

const ACCOUNT = 'an account id of 12 digits in quotes';
const GROUP = /^@[a-z0-9][a-z0-9-]*$/;
const either = (...forms: readonly RegExp[]): RegExp =>
  new RegExp(forms.map(({ source }) => `(?:${source})`).join('|'));

const accountForm = /^\d{12}$/;
const unitForm = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$|^Root(?:\/[^/@]+)*$/;
const organizationForm = /^self$|^o-[a-z0-9]{10,32}$/;

export const account = text(ACCOUNT, accountForm);
export const accountOrGroup = text(`${ACCOUNT} or "@group"`, either(accountForm, GROUP));
export const unit = text('a unit: its id (ou-…) or its path (Root/…)', unitForm);
export const unitOrGroup = text(
  'a unit: its id (ou-…), its path (Root/…) or "@group"',
  either(unitForm, GROUP),
);
export const organization = text('self or an organisation id (o-…)', organizationForm);
export const groupName = text('the name of a group, such as "@sandbox"', GROUP);
export const regionGlob = text('a region, or a glob such as eu-*', /^[a-z0-9*?-]+$/);
export const imageName = text(
  'an image id (ami-…) or "name:" and a glob',
  /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$|^name:\S/,
);
export const name = text('a name of small letters, digits and dashes', /^[a-z0-9][a-z0-9-]{0,62}$/);
export const sentence = text('a text that is not empty');

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `30m`, `1h` or `7d`, as seconds. */
export const duration = text('a duration such as 30m, 1h or 7d', /^\d{1,8}[smhd]$/).transform(
  (value, context) => {
    const seconds = Number(value.slice(0, -1)) * (UNITS[value.slice(-1)] ?? 0);
    if (seconds > TEN_YEARS) context.addIssue({ code: 'custom', message: 'expected at most 3650d' });
    return seconds;
  },
);

const INSTANT =
  'expected a date (2027-01-15: from its first instant, UTC) or an instant (2027-01-15T08:00:00Z)';
const instantForm = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A date or an instant, as ISO 8601 in UTC with milliseconds. */
export const instant = z.string({ error: INSTANT }).transform((value, context) => {
  const date = instantForm.exec(value)?.[1];
  const time = Date.parse(value);
  // Date takes 30 February for 2 March.
  const day = date === undefined ? NaN : Date.parse(date);
  if (date !== undefined && !Number.isNaN(time) && new Date(day).toISOString().startsWith(date)) {
    return new Date(time).toISOString();
  }
  context.addIssue({ code: 'custom', message: INSTANT });
  return z.NEVER;
});

/** A pattern of RE2's syntax that the matcher can run. */
export const pattern = z
  .string({ error: 'expected a pattern in RE2 syntax' })
  .max(1000, { error: 'expected a pattern of at most 1000 characters' })
  .superRefine((value, context) => {
    const compiled = compilePattern(value);
    if (!compiled.ok) {
      context.addIssue({ code: 'custom', message: `expected a pattern in RE2 syntax: ${compiled.problem}` });
    }
  });
