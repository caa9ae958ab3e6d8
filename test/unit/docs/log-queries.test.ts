import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, expect, it, vi } from 'vitest';
import { LogLine } from '../../../lib/config/log-line.ts';
import { logTelemetry } from '../../../lib/config/log-telemetry.ts';
import { parseEvent } from '../../../lib/events/parse.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';
import { anyCall } from '../events/any-call.ts';
import { fixed } from '../render/sample-record.ts';

const page = readFileSync('docs/operate.md', 'utf8');
const queries = [
  ...[...page.matchAll(/--query-string '([^']+)'/g)].map(([, query = '']) => query),
  ...[...page.matchAll(/^\|.*\| `((?:filter|fields) .*)`/gm)].map(([, query = '']) =>
    query.replaceAll('\\|', '|'),
  ),
];

// Fields of the lines that are Lambda's own.
const OF_LAMBDA = new Set(['type', 'record.status']);

/** The fields that a query names, but those that CloudWatch adds to each line. */
const fieldsOf = (query: string): readonly string[] => {
  const parts = query.split('|').map((part) => part.replaceAll(/"[^"]*"|\/[^/]*\//g, '').trim());
  const renamed = new Set(parts.flatMap((part) => [...part.matchAll(/ as (\w+)/g)].map(([, name]) => name)));
  const words = parts.flatMap((part) => part.match(/@?[a-zA-Z][\w.]*/g) ?? []);
  const ofLanguage = /^(fields|filter|stats|sort|count|pct|avg|by|as|and|in|like|ispresent|asc|desc|limit)$/;
  return words.filter(
    (word) => !word.startsWith('@') && !ofLanguage.test(word) && !renamed.has(word) && !OF_LAMBDA.has(word),
  );
};

const flat = (value: unknown, path = ''): readonly string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`))
    : [path];

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The lines of these happenings as CloudWatch gets them. */
const linesOf = (happenings: readonly Happening[]): readonly Readonly<Record<string, unknown>>[] => {
  const lines: string[] = [];
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => lines.push(line));
  const logger = new Logger({ serviceName: 'guard', logFormatter: new LogLine() });
  const metrics = new Metrics({ namespace: 'AmiWarden/dev', serviceName: 'guard' });
  const telemetry = logTelemetry(logger, metrics, { now: () => new Date('2026-11-02T08:10:00Z') });
  for (const happening of happenings) telemetry.note(happening);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

it('the queries of docs/operate.md ask for fields that lines have, and for levels as they are written', () => {
  const record = fixed();
  const { ref } = record.finding;
  const action = {
    action: 'revoke-public',
    rule: 'public-sharing',
    writes: [],
    findings: [],
    limitPerHour: null,
  } as const;
  const change = parseEvent(anyCall('DeregisterImage', {}));
  if (change.kind !== 'change') throw new Error('it is a change');
  const lines = linesOf([
    {
      kind: 'handled',
      event: change,
      ended: 'done',
      judged: 1,
      findings: 0,
      ms: 12,
    },
    { kind: 'told', channel: 'sns', record, update: false },
    { kind: 'applied', ref, action, outcome: { kind: 'refused', reason: 'denied' } },
    { kind: 'lost-events', place: { account: ref.account, region: ref.region }, count: 3 },
    { kind: 'fault', where: 'policy', message: 'refused: it is no policy', retryable: false },
  ]);
  const had = new Set(lines.flatMap((line) => flat(line)));

  expect(queries.length).toBeGreaterThanOrEqual(6);
  for (const query of queries)
    for (const field of fieldsOf(query)) expect([query, field, had.has(field)]).toEqual([query, field, true]);
  expect(queries.some((query) => fieldsOf(query).includes('eventId'))).toBe(true);
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['INFO', 'change'],
    ['INFO', 'told'],
    ['ERROR', 'action refused'],
    ['WARN', 'changes that no event told of'],
    ['ERROR', 'refused: it is no policy'],
  ]);
  expect(lines[3]).toMatchObject({ account: ref.account, region: ref.region, count: 3 });
});
