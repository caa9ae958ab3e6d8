import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { logTelemetry } from '../../../lib/config/log-telemetry.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import type { Happening } from '../../../lib/ports/telemetry.ts';

const lines: Record<string, unknown>[] = [];
const keep = (line: string): void => {
  lines.push(JSON.parse(line) as Record<string, unknown>);
};

const use: Extract<Happening, { kind: 'quota' }> = {
  kind: 'quota',
  place: { account: AccountId.parse('111122223333'), region: Region.parse('us-east-1') },
  quota: 'amis',
  used: 35_000,
  limit: 50_000,
  daysLeft: 12.5,
  isNear: true,
  aws: 35_001,
  differs: false,
};

const told = (happening: typeof use): readonly Record<string, unknown>[] => {
  const metrics = new Metrics({ namespace: 'AmiWarden', serviceName: 'sweep' });
  logTelemetry(new Logger({ serviceName: 'sweep' }), metrics, {
    now: () => new Date('2026-11-23T10:00:00Z'),
  }).note(happening);
  return lines;
};

/** What CloudWatch makes of the lines: each metric with its value and its sets of dimensions. */
const metricsOf = (happening: typeof use) =>
  told(happening).flatMap((line) => {
    const { _aws: emf } = line as {
      _aws?: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] };
    };
    return (emf?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics: named }) =>
      named.map(({ Name, Unit }) => [Name, line[Name], Unit, Dimensions]),
    );
  });

beforeEach(() => {
  lines.length = 0;
  // Without it, the library opens a console of its own.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  for (const level of ['log', 'info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the use of a quota as metrics', () => {
  test('has those of its account and region where it is on its way to a threshold', () => {
    const all = [['service', 'quota']];
    const own = [['service', 'account', 'region', 'quota']];
    expect(metricsOf(use)).toEqual([
      ['QuotaPercent', 70, 'Percent', all],
      ['QuotaDaysLeft', 12.5, 'Count', all],
      ['QuotaPercent', 70, 'Percent', own],
      ['QuotaDaysLeft', 12.5, 'Count', own],
      ['QuotaUsed', 35_000, 'Count', own],
      ['QuotaLimit', 50_000, 'Count', own],
    ]);
    expect(lines.find(({ QuotaUsed }) => QuotaUsed === 35_000)).toMatchObject({
      service: 'sweep',
      account: '111122223333',
      region: 'us-east-1',
      quota: 'amis',
    });
  });

  test('is one percentage over all of them where it is far from it', () => {
    expect(metricsOf({ ...use, used: 100, daysLeft: null, isNear: false })).toEqual([
      ['QuotaPercent', 0.2, 'Percent', [['service', 'quota']]],
    ]);
  });

  test('warns where AWS counts something else', () => {
    const warned = told({ ...use, aws: 30_000, differs: true }).find(({ level }) => level === 'WARN');
    expect(warned).toMatchObject({
      message: 'AWS counts another use of a quota than we do',
      quota: 'amis',
      used: 35_000,
      aws: 30_000,
    });
  });
});
