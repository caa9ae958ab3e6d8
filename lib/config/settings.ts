import * as z from 'zod/mini';
import { Region } from '../model/ids.ts';

const text = z.string().check(z.minLength(1));
const url = z.string().check(z.regex(/^https?:\/\/\S+$/));
const slackApi = z._default(url, 'https://slack.com/api');

// Undoing, and what waits for weeks before its next step, read the journal: less than this would be a trap.
const FEWEST_DAYS = 90;
const days = z.pipe(
  z.string().check(z.regex(/^\d{1,5}$/)),
  z.pipe(
    z.transform(Number),
    z
      .number()
      .check(
        z.refine((value) => value === 0 || value >= FEWEST_DAYS, `0, or at least ${String(FEWEST_DAYS)}`),
      ),
  ),
);

const number = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,6}(\.\d{1,4})?$/)),
    z.pipe(z.transform(Number), z.number().check(z.gte(least), z.lte(most))),
  );

const regions = z.pipe(
  z.string().check(z.regex(/^$|^[a-z]{2,}(-[a-z]+)+-\d{1,2}(,[a-z]{2,}(-[a-z]+)+-\d{1,2})*$/)),
  z.transform((given) => (given === '' ? null : given.split(',').map((name) => Region.parse(name)))),
);

const Everywhere = {
  AWS_REGION: text,
  STAGE: text,
  POLICY_BUCKET: text,
  POLICY_KEY: text,
  /** Where AWS is, for a sandbox; absent in AWS. */
  AWS_ENDPOINT_URL: z.optional(url),
};

const Shared = {
  ...Everywhere,
  JOURNAL_TABLE: text,
  JOURNAL_DAYS: z._default(days, 0),
  INVENTORY_TABLE: text,
};

const Deciding = {
  ...Shared,
  CHANGES_QUEUE_URL: url,
  PLANS_QUEUE_URL: url,
  NOTICES_QUEUE_URL: url,
  EXTERNAL_ID: text,
  WRITER_ROLE_NAME: text,
};

const GuardEnvironment = z.object({ ...Deciding, READER_ROLE_NAME: text });
const SweepEnvironment = z.object({
  ...Deciding,
  READER_ROLE_NAME: text,
  /** What the sweep may take of EC2's token buckets, the rest being for everybody else. */
  SWEEP_SHARE: z._default(number(0.01, 1), 0.25),
});
const SurveyEnvironment = z.object({
  ...Everywhere,
  INVENTORY_TABLE: text,
  EXTERNAL_ID: text,
  READER_ROLE_NAME: text,
  SWEEP_BUCKET: text,
  /** With commas between; empty: all that an account has enabled. */
  SWEEP_REGIONS: z._default(regions, null),
  SWEEP_CONCURRENCY: z._default(number(1, 1_000), 40),
  SWEEP_TOLERATED_FAILURES: z._default(number(0, 100), 5),
});
const CoverageEnvironment = z.object({
  ...Everywhere,
  INVENTORY_TABLE: text,
  NOTICES_QUEUE_URL: url,
  COVERAGE_SILENT_HOURS: z._default(number(1, 8_760), 48),
  COVERAGE_STALE_HOURS: z._default(number(1, 8_760), 48),
});
const RemediateEnvironment = z.object({
  ...Deciding,
  /** Name of the SSM parameter that pauses all writing. */
  PAUSE_PARAMETER: text,
});
const NotifyEnvironment = z.object({
  ...Shared,
  NOTICES_QUEUE_URL: url,
  ALERT_TOPIC_ARN: text,
  EVENT_BUS_NAME: text,
  SLACK_TOKEN_PARAMETER: z._default(z.string(), ''),
  REMEDIATE_FUNCTION: text,
  SLACK_API_URL: slackApi,
  /** Empty where clicks in Slack come to nobody; it is not read here. */
  SLACK_SIGNING_SECRET_PARAMETER: z._default(z.string(), ''),
});
const SlackEnvironment = z.object({
  ...Everywhere,
  REQUESTS_QUEUE_URL: url,
  /** Names of SSM parameters. */
  SLACK_TOKEN_PARAMETER: text,
  SLACK_SIGNING_SECRET_PARAMETER: text,
  SLACK_API_URL: slackApi,
});

export type GuardSettings = z.infer<typeof GuardEnvironment>;
export type RemediateSettings = z.infer<typeof RemediateEnvironment>;
export type NotifySettings = z.infer<typeof NotifyEnvironment>;
type SlackFunctionSettings = z.infer<typeof SlackEnvironment>;

/** The variables of a function's environment, as given. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** This process's environment: the one place that reads it. */
export const processEnvironment = (): Environment => process.env;

export const guardSettings = (environment: Environment): GuardSettings => read(GuardEnvironment, environment);
export const remediateSettings = (environment: Environment): RemediateSettings =>
  read(RemediateEnvironment, environment);
export const notifySettings = (environment: Environment): NotifySettings =>
  read(NotifyEnvironment, environment);

export const sweepSettings = (environment: Environment): z.infer<typeof SweepEnvironment> =>
  read(SweepEnvironment, environment);
export const surveySettings = (environment: Environment): z.infer<typeof SurveyEnvironment> =>
  read(SurveyEnvironment, environment);
export const coverageSettings = (environment: Environment): z.infer<typeof CoverageEnvironment> =>
  read(CoverageEnvironment, environment);

export const slackSettings = (environment: Environment): SlackFunctionSettings =>
  read(SlackEnvironment, environment);

/** Every variable that is missing or wrong, in one error: a half-configured function must not start. */
const read = <Schema extends z.ZodMiniType>(schema: Schema, environment: Environment): z.infer<Schema> => {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${issue.path.join('.')}: ${issue.code} (${issue.message})`,
  );
  throw new Error(`the environment is not complete: ${problems.join('; ')}`);
};
