import type { RecycleBin } from '../model/facts.ts';
import { Fault } from '../model/fault.ts';
import type { Datum, ImageFacts } from '../model/image.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import { datumOf } from './datum.ts';
import { isRetryableCode } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import type { MemberClientSettings } from './member-clients.ts';
import { signedRequest, type HttpAnswer } from './signed-request.ts';

/** How the Recycle Bin of an account and region is reached. */
export interface RecycleBinSettings extends MemberClientSettings {
  readonly clock: Clock;
}

/** A retention rule as GetRule tells it (Recycle Bin API reference); members that are not used are left out. */
interface RetentionRule {
  readonly ResourceType?: unknown;
  readonly Status?: unknown;
  readonly RetentionPeriod?: {
    readonly RetentionPeriodValue?: unknown;
    readonly RetentionPeriodUnit?: unknown;
  };
  readonly ResourceTags?: unknown;
  readonly ExcludeResourceTags?: unknown;
}

const LIST = 'ListRules';
const GET = 'GetRule';
const AT_ONCE = 5;

type Json = Readonly<Record<string, unknown>>;

const urlOf = ({ endpoint }: RecycleBinSettings, region: string, path: string): URL => {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(path, endpoint ?? `https://rbin.${region}.${suffix}`);
};

const unknownShape = (operation: string, what: string): Fault =>
  new Fault(operation, 'UnknownShape', what, { retryable: true });

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const jsonOf = (operation: string, { status, headers, body }: HttpAnswer): Json => {
  const parsed = parse(body);
  if (status === 200 && parsed !== null) return parsed;
  if (status === 200) throw unknownShape(operation, 'the answer is no JSON object');
  // `x-amzn-errortype: AccessDeniedException:http://…`
  const given = textOf(headers['x-amzn-errortype']) ?? textOf(parsed?.['__type']);
  const [type] = (given ?? `HTTP${String(status)}`).split(':');
  const code = (type ?? '').split('#').at(-1) ?? '';
  const message = textOf(parsed?.['message']) ?? textOf(parsed?.['Message']) ?? `answered ${String(status)}`;
  const retryable = status >= 500 || status === 429 || isRetryableCode(code);
  throw new Fault(operation, code, message, { retryable });
};

const parse = (body: string): Json | null => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
};

const ask = async (
  settings: RecycleBinSettings,
  { account, region }: AccountRegion,
  operation: string,
  path: string,
  body?: Json,
): Promise<Json> => {
  const credentials = await settings.credentials(account);
  const answer = await signedRequest({
    url: urlOf(settings, region, path),
    region,
    service: 'rbin',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    credentials: () => Promise.resolve(credentials),
    at: settings.clock.now(),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return jsonOf(operation, answer);
};

const rulesOf = async (
  settings: RecycleBinSettings,
  place: AccountRegion,
): Promise<readonly RetentionRule[]> => {
  const ids: string[] = [];
  let token: unknown;
  do {
    const more = typeof token === 'string' ? { NextToken: token } : {};
    const page = await ask(settings, place, LIST, '/list-rules', { ResourceType: 'EC2_IMAGE', ...more });
    const rules = page['Rules'];
    if (!Array.isArray(rules)) throw unknownShape(LIST, 'the answer has no member "Rules"');
    ids.push(...rules.map((rule: { readonly Identifier?: unknown }) => String(rule.Identifier)));
    token = page['NextToken'];
  } while (typeof token === 'string' && token !== '');
  return fewAtATime(ids, AT_ONCE, (id) => ask(settings, place, GET, `/rules/${encodeURIComponent(id)}`));
};

/**
 * Whether the image has one of these tags (Recycle Bin API reference, CreateRule: at least one of the pairs). `keyAlone`: whether a
 * pair without a value is one of any value; AWS does not say.
 */
const hasOneOf = (tags: ImageFacts['tags'], pairs: unknown, keyAlone: boolean): boolean =>
  listOf(pairs).some(({ ResourceTagKey: key, ResourceTagValue: value }) => {
    if (typeof key !== 'string' || !Object.hasOwn(tags, key)) return false;
    return tags[key] === (value ?? '') || (value === undefined && keyAlone);
  });

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

const matches = (
  { ResourceTags, ExcludeResourceTags, Status }: RetentionRule,
  tags: ImageFacts['tags'],
): boolean => {
  if (Status !== 'available') return false;
  // A rule without tags is one of the whole region, save what it excludes. In doubt the image is not kept.
  return listOf(ResourceTags).length > 0
    ? hasOneOf(tags, ResourceTags, false)
    : !hasOneOf(tags, ExcludeResourceTags, true);
};

const daysOf = ({ RetentionPeriod }: RetentionRule): number => {
  const { RetentionPeriodValue: value, RetentionPeriodUnit: unit } = RetentionPeriod ?? {};
  if (typeof value === 'number' && unit === 'DAYS') return value;
  throw unknownShape(GET, `a retention period of ${String(value)} ${String(unit)}`);
};

/**
 * For how many days the Recycle Bin would keep an image that is deregistered now, by ListRules and GetRule: of the rules that match the
 * longest counts. It keeps EBS-backed images only. Signed by hand: the service's SDK client would weigh more than all of it. Never rejects.
 */
export const readRecycleBin = (
  settings: RecycleBinSettings,
  place: AccountRegion,
  { tags, rootDeviceType }: ImageFacts,
): Promise<Datum<RecycleBin>> =>
  datumOf(LIST, async () => {
    if (rootDeviceType !== 'ebs') return { days: null };
    const rules = await rulesOf(settings, place);
    const days = rules.filter((rule) => matches(rule, tags)).map(daysOf);
    return { days: days.length === 0 ? null : Math.max(...days) };
  });
