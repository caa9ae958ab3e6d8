import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { isMapping } from '../../model/json-value.ts';
import type { FaultGate } from '../wire/gates.ts';
import { AwsError, type RawHandler, type RawRequest } from '../wire/service.ts';
import type { RetentionRule } from './settings.ts';
import type { World } from './world.ts';

const IMAGES = 'EC2_IMAGE';

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * The Recycle Bin's REST API, as far as rules for images go: CreateRule, GetRule, ListRules, DeleteRule. A rule takes effect at once;
 * AWS takes up to half an hour for the first of an account.
 */
export const recycleBinHandler =
  (world: World, faults: FaultGate): RawHandler =>
  async (raw) => {
    const { request, response, caller, region, authorise } = raw;
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const operation = operationOf(request.method ?? '', path);
    const service = { signingName: 'rbin', protocol: 'raw' } as const;
    await faults.pass({ service, operation, account: caller.account, region, input: {} });
    authorise(`rbin:${operation}`);
    const body = await bodyOf(request);
    const [status, answer] = OPERATIONS[operation](world, raw, path.split('/').at(-1) ?? '', body);
    send(response, status, answer);
  };

type Name = 'CreateRule' | 'GetRule' | 'ListRules' | 'DeleteRule';
type Operation = (
  world: World,
  raw: RawRequest,
  id: string,
  body: JsonRecord,
) => readonly [number, JsonRecord];

const operationOf = (method: string, path: string): Name => {
  if (method === 'POST' && path === '/rules') return 'CreateRule';
  if (method === 'POST' && path === '/list-rules') return 'ListRules';
  if (method === 'GET' && path.startsWith('/rules/')) return 'GetRule';
  if (method === 'DELETE' && path.startsWith('/rules/')) return 'DeleteRule';
  throw new AwsError('UnknownOperationException', `The sandbox has no ${method} ${path}.`, 404);
};

const bodyOf = async (request: IncomingMessage): Promise<JsonRecord> => {
  const body = await text(request);
  const value: unknown = body === '' ? {} : JSON.parse(body);
  return isMapping(value) ? value : {};
};

const rulesOf = (world: World, { caller, region }: RawRequest): readonly RetentionRule[] =>
  world.settings(caller.account, region).retention;

const keep = (world: World, { caller, region }: RawRequest, retention: readonly RetentionRule[]): void => {
  world.change(caller.account, region, { retention });
};

const found = (rules: readonly RetentionRule[], id: string): RetentionRule => {
  const rule = rules.find((one) => one.id === id);
  if (rule !== undefined) return rule;
  throw new AwsError('ResourceNotFoundException', `There is no rule ${id}.`, 404);
};

const invalid = (what: string): AwsError => new AwsError('ValidationException', what);

const OPERATIONS: Readonly<Record<Name, Operation>> = {
  CreateRule: (world, raw, _, body) => {
    if (body['ResourceType'] !== IMAGES) throw invalid('The sandbox keeps images only.');
    const period = body['RetentionPeriod'];
    const days = isMapping(period) ? period['RetentionPeriodValue'] : undefined;
    if (typeof days !== 'number' || days < 1 || days > 365)
      throw invalid('a period of 1 to 365 days is expected');
    const rule: RetentionRule = {
      id: world.mint.uuid().replaceAll('-', '').slice(0, 11),
      days,
      tags: tagsOf(body['ResourceTags']),
      excluded: tagsOf(body['ExcludeResourceTags']),
    };
    keep(world, raw, [...rulesOf(world, raw), rule]);
    return [201, full(rule)];
  },
  GetRule: (world, raw, id) => [200, full(found(rulesOf(world, raw), id))],
  ListRules: (world, raw, _, body) => {
    const rules = body['ResourceType'] === IMAGES ? rulesOf(world, raw) : [];
    return [200, { Rules: rules.map(summary) }];
  },
  DeleteRule: (world, raw, id) => {
    const rules = rulesOf(world, raw);
    found(rules, id);
    keep(
      world,
      raw,
      rules.filter((rule) => rule.id !== id),
    );
    return [204, {}];
  },
};

const tagsOf = (pairs: unknown): RetentionRule['tags'] =>
  Object.fromEntries(
    (Array.isArray(pairs) ? pairs : [])
      .filter(isMapping)
      .map(({ ResourceTagKey: key, ResourceTagValue: value }) => [
        typeof key === 'string' ? key : '',
        typeof value === 'string' ? value : '',
      ]),
  );

const pairsOf = (tags: RetentionRule['tags']): readonly JsonRecord[] =>
  Object.entries(tags).map(([key, value]) => ({ ResourceTagKey: key, ResourceTagValue: value }));

const summary = ({ id, days }: RetentionRule): JsonRecord => ({
  Identifier: id,
  RetentionPeriod: { RetentionPeriodValue: days, RetentionPeriodUnit: 'DAYS' },
});

const full = (rule: RetentionRule): JsonRecord => ({
  ...summary(rule),
  ResourceType: IMAGES,
  ResourceTags: pairsOf(rule.tags),
  ExcludeResourceTags: pairsOf(rule.excluded),
  Status: 'available',
});

const send = (response: ServerResponse, status: number, answer: JsonRecord): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(status === 204 ? '' : JSON.stringify(answer));
};
