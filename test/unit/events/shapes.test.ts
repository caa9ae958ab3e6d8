import { expect, it } from 'vitest';
import * as z from 'zod';
import { parseEvent } from '../../../lib/events/parse.ts';
import { manifest, sample } from './samples.ts';

const Identity = z.looseObject({
  type: z.optional(z.string()),
  invokedBy: z.optional(z.nullable(z.string())),
  arn: z.optional(z.string()),
  sessionContext: z.optional(z.looseObject({ sessionIssuer: z.optional(z.looseObject({ arn: z.string() })) })),
});
const Record = z.looseObject({
  eventName: z.string(),
  eventSource: z.string(),
  userIdentity: z.optional(Identity),
  errorCode: z.optional(z.string()),
  requestParameters: z.optional(z.unknown()),
  responseElements: z.optional(z.unknown()),
});
type Record = z.infer<typeof Record>;

/** The CloudTrail records among the samples, out of their envelopes, by the sample's file. */
const records = manifest.events.flatMap(({ file, case: ended }): readonly (readonly [string, string, Record])[] => {
  const found = sample(file) as { readonly detail?: unknown };
  const record = Record.safeParse(found.detail ?? found).data;
  return record === undefined || ended === 'malformed' ? [] : [[file, ended, record]];
});

const written = (record: Record): string => JSON.stringify(record);
const parameters = ({ requestParameters }: Record): string => JSON.stringify(requestParameters ?? null);

it.each<[string, (record: Record) => boolean]>([
  ['requestParameters null on a failed call', (r) => r.requestParameters === null && r.errorCode !== undefined],
  ['requestParameters null on a call that succeeded', (r) => r.requestParameters === null && r.errorCode === undefined],
  ['parameters that CloudTrail says it omitted', (r) => parameters(r) === '{"omitted":true}'],
  ['responseElements null on a call that succeeded', (r) => r.responseElements === null && r.errorCode === undefined],
  ['no identity', (r) => r.userIdentity === undefined],
  ['an identity without a type', (r) => r.userIdentity !== undefined && r.userIdentity.type === undefined],
  ['root by a service', (r) => r.userIdentity?.type === 'Root' && r.userIdentity.invokedBy === 'autoscaling.amazonaws.com'],
  ['a person in the console', (r) => r.userIdentity?.invokedBy === 'signin.amazonaws.com'],
  ['invokedBy null', (r) => r.userIdentity?.invokedBy === null],
  ['AWS Internal for an address', (r) => r['sourceIPAddress'] === 'AWS Internal'],
  ["a service's name for an address", (r) => String(r['sourceIPAddress']).endsWith('.amazonaws.com')],
  [
    'an SSO role with a path',
    (r) => r.userIdentity?.sessionContext?.sessionIssuer?.arn.includes('/sso.amazonaws.com/eu-west-1/') === true,
  ],
  ['no recipientAccountId', (r) => r['recipientAccountId'] === undefined],
  ['true as a text', (r) => r['sessionCredentialFromConsole'] === 'true' || written(r).includes('"_return":"true"')],
  ['true as a boolean', (r) => written(r).includes('"_return":true')],
  ['a dry run', (r) => r.errorCode === 'Client.DryRunOperation'],
  ['eventTime without T and Z', (r) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(r['eventTime']))],
  ['an Insight event with a name', (r) => r['eventType'] === 'AwsCloudTrailInsight'],
  ['an image id of 8 digits', (r) => /"ami-[0-9a-f]{8}"/.test(written(r))],
  ['an image id of 17 digits', (r) => /"ami-[0-9a-f]{17}"/.test(written(r))],
  ['an account id with a leading zero', (r) => parameters(r).includes('"012345678901"')],
  ['an account id as a number, its zero lost', (r) => /:\d{11}[,}]/.test(written(r))],
  ['the older dialect: lists in items', (r) => parameters(r).includes('"items":[')],
  ['the newer dialect: a wrapper', (r) => parameters(r).startsWith(`{"${r.eventName}Request":{`)],
  ['no parameters as an empty text', (r) => parameters(r) === `{"${r.eventName}Request":""}`],
  ['a list of one collapsed to content', (r) => written(r).includes('"content":')],
  ['a list of one collapsed to item', (r) => written(r).includes('"item":{')],
  ['a call of the same name to AppStream', (r) => r.eventName === 'CreateImage' && r.eventSource.startsWith('appstream.')],
  ['a call of the same name to Image Builder', (r) => r.eventName === 'CreateImage' && r.eventSource.startsWith('imagebuilder.')],
  ['a service that shares for its user', (r) => r.userIdentity?.invokedBy?.startsWith('assets.marketplace.') === true],
])('%s is shown by a sample, and survived', (_, has) => {
  const shown = records.filter(([, , record]) => has(record));
  expect(shown.length).toBeGreaterThan(0);
  for (const [file] of shown) expect([file, parseEvent(sample(file)).kind]).not.toEqual([file, 'malformed']);
});
