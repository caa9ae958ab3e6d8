import { describe, expect, it } from 'vitest';
import {
  coverageSettings,
  guardSettings,
  notifySettings,
  remediateSettings,
  slackSettings,
  surveySettings,
  sweepSettings,
} from '../../../lib/config/settings.ts';
import { hub } from './templates.ts';

const SETTINGS = {
  guard: guardSettings,
  remediate: remediateSettings,
  notify: notifySettings,
  slack: slackSettings,
  survey: surveySettings,
  sweep: sweepSettings,
  coverage: coverageSettings,
} as const;
const FUNCTIONS = Object.keys(SETTINGS) as readonly (keyof typeof SETTINGS)[];

// Lambda sets the first; the second is for a sandbox only.
const NOT_OURS = new Set(['AWS_REGION', 'AWS_ENDPOINT_URL']);

const namesOf = (name: keyof typeof SETTINGS): readonly string[] =>
  Object.keys({ ...hub.provider.environment, ...hub.functions[name]?.environment }).sort();

const valuesOf = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, valueOf(name)]));

const valueOf = (name: string): string => {
  if (name === 'JOURNAL_DAYS') return '400';
  if (name === 'SWEEP_REGIONS') return '';
  if (/^(SWEEP|COVERAGE)_(?!BUCKET)/.test(name)) return '1';
  return name.endsWith('_URL') ? 'https://example.com/x' : 'x';
};

describe.each(FUNCTIONS)('the environment of %s', (name) => {
  const names = namesOf(name).filter((one) => !one.startsWith('POWERTOOLS_'));

  it('is complete, and holds nothing that the function does not read', () => {
    const settings = SETTINGS[name]({ AWS_REGION: 'us-east-1', ...valuesOf(names) });
    expect(
      Object.keys(settings)
        .filter((one) => !NOT_OURS.has(one))
        .sort(),
    ).toEqual(names);
  });

  it('names the service and the namespace of its logs and metrics', () => {
    expect(hub.functions[name]?.environment['POWERTOOLS_SERVICE_NAME']).toBe(name);
    expect(namesOf(name).filter((one) => one.startsWith('POWERTOOLS_'))).toEqual([
      'POWERTOOLS_LOG_LEVEL',
      'POWERTOOLS_METRICS_NAMESPACE',
      'POWERTOOLS_SERVICE_NAME',
    ]);
  });
});

describe.each(['guard', 'remediate', 'notify'] as const)('the journal of %s', (name) => {
  const names = namesOf(name).filter((one) => !one.startsWith('POWERTOOLS_'));

  it('is asked for', () => {
    const rest = valuesOf(names.filter((one) => one !== 'JOURNAL_TABLE'));
    expect(() => SETTINGS[name]({ AWS_REGION: 'us-east-1', ...rest })).toThrow(/JOURNAL_TABLE/);
  });

  it.each([
    ['0', 0],
    ['90', 90],
    ['89', null],
    ['a year', null],
    ['', null],
  ])('is kept for %j days', (given, expected) => {
    const read = () =>
      SETTINGS[name]({ AWS_REGION: 'us-east-1', ...valuesOf(names), JOURNAL_DAYS: given }).JOURNAL_DAYS;
    if (expected === null) expect(read).toThrow(/JOURNAL_DAYS/);
    else expect(read()).toBe(expected);
  });
});

describe('the environment of slack', () => {
  const names = namesOf('slack').filter((one) => !one.startsWith('POWERTOOLS_'));

  it('holds nothing of the journal', () => {
    expect(names.filter((one) => one.includes('JOURNAL'))).toEqual([]);
  });

  it.each(['SLACK_SIGNING_SECRET_PARAMETER', 'SLACK_TOKEN_PARAMETER', 'REQUESTS_QUEUE_URL'])(
    'would be refused without %s',
    (name) => {
      const values = { AWS_REGION: 'us-east-1', ...valuesOf(names), [name]: '' };
      expect(() => slackSettings(values)).toThrow(name);
    },
  );
});

describe('the environment of survey and sweep', () => {
  const survey = valuesOf(namesOf('survey').filter((one) => !one.startsWith('POWERTOOLS_')));
  const surveyed = (more: Readonly<Record<string, string>>) =>
    surveySettings({ AWS_REGION: 'us-east-1', ...survey, ...more });

  it.each([
    ['', null],
    ['us-east-1', ['us-east-1']],
    ['us-east-1,eu-west-1', ['us-east-1', 'eu-west-1']],
  ])('has the regions %j', (given, expected) => {
    expect(surveyed({ SWEEP_REGIONS: given }).SWEEP_REGIONS).toEqual(expected);
  });

  it.each([
    ['SWEEP_REGIONS', 'us-east-1, eu-west-1'],
    ['SWEEP_REGIONS', 'everywhere'],
    ['SWEEP_CONCURRENCY', '0'],
    ['SWEEP_CONCURRENCY', '1001'],
    ['SWEEP_TOLERATED_FAILURES', '101'],
    ['SWEEP_TOLERATED_FAILURES', 'five'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => surveyed({ [name]: value })).toThrow(name);
  });

  it.each([
    ['0.25', 0.25],
    ['1', 1],
    ['0', null],
    ['1.01', null],
    ['', null],
  ])('has a share %j', (given, expected) => {
    const values = valuesOf(namesOf('sweep').filter((one) => !one.startsWith('POWERTOOLS_')));
    const read = () => sweepSettings({ AWS_REGION: 'us-east-1', ...values, SWEEP_SHARE: given }).SWEEP_SHARE;
    if (expected === null) expect(read).toThrow(/SWEEP_SHARE/);
    else expect(read()).toBe(expected);
  });
});
