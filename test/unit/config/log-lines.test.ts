import type { Context } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { instrument } from '../../../lib/config/instrument.ts';
import { journals } from '../app/journals.ts';
import { COLLEAGUE, PUBLIC, shareEvent, Stage, STRANGER } from '../app/stage.ts';

const journal = journals();

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const CONTEXT: Partial<Context> = { functionName: 'ami-warden-dev-guard', awsRequestId: 'r-1' };

/** What a call with this event writes to its log, metrics left out. */
const linesOf = async (stage: Stage, body: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'AmiWarden/dev');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'guard');
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
  const handle = instrument<string, unknown>((telemetry) => (event) => {
    return handleChange(event, { ...stage.guard(), telemetry });
  });
  await handle(body, CONTEXT as Context).catch(() => undefined);
  const lines = written.flatMap((text) => text.split('\n')).filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter((line) => !Object.hasOwn(line, '_aws'));
};

test('a change that all is well with has one line, by which call, event and image are found', async () => {
  const stage = new Stage(await journal(), [COLLEAGUE]);
  expect(await linesOf(stage, shareEvent([{ userId: '222233334444' }]))).toEqual([
    {
      level: 'INFO',
      message: 'change',
      timestamp: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/) as string,
      requestId: 'r-1',
      event: 'ModifyImageAttribute',
      eventId: expect.any(String) as string,
      account: '111122223333',
      region: 'us-east-1',
      images: ['ami-0aaaaaaaaaaaaaaa1'],
      judged: 1,
      findings: 0,
      ms: expect.any(Number) as number,
    },
  ]);
});

test('findings have their verdicts in a line of their own', async () => {
  const stage = new Stage(await journal(), [PUBLIC, STRANGER]);
  const lines = await linesOf(stage, shareEvent([{ group: 'all' }]));
  expect(lines.map(({ level, message, findings }) => [level, message, findings])).toEqual([
    ['INFO', 'judged', undefined],
    ['INFO', 'planned', undefined],
    ['INFO', 'change', 2],
  ]);
  expect(lines[0]).toMatchObject({ verdicts: { 'public-sharing': 'fail', sharing: 'fail' } });
});

test('what failed is told with the fault, and which change it was', async () => {
  const stage = new Stage(await journal(), [PUBLIC]);
  stage.faults = { launchPermission: { code: 'RequestLimitExceeded', retryable: true } };
  const lines = await linesOf(stage, shareEvent([{ group: 'all' }]));
  expect(lines.map(({ level, message, ended }) => [level, message, ended])).toEqual([
    ['WARN', 'judged', undefined],
    ['ERROR', expect.stringContaining('RequestLimitExceeded'), undefined],
    ['WARN', 'change', 'failed'],
  ]);
});
