import { expect, test } from 'vitest';
import { readOptions } from '../../../../lib/cli/output/read-options.ts';
import { ScanOptions } from '../../../../lib/cli/scan/options.ts';

test('without flags: one account, all regions, any finding, a quarter of what EC2 allows', () => {
  expect(readOptions(ScanOptions, {})).toEqual({
    ok: true,
    options: {
      regions: 'all',
      org: false,
      failOn: 'low',
      share: 25,
      atOnce: 4,
      fresh: false,
      output: 'table',
    },
  });
});

test('regions are named once each', () => {
  const read = readOptions(ScanOptions, { regions: 'us-east-1, eu-west-1,us-east-1' });
  expect(read.ok && read.options.regions).toEqual(['us-east-1', 'eu-west-1']);
});

test.each<[object, readonly string[]]>([
  [
    { regions: 'everywhere' },
    ['--regions: expected all, or regions with commas between them, such as us-east-1,eu-west-1'],
  ],
  [
    { regions: 'us-east-1,' },
    ['--regions: expected all, or regions with commas between them, such as us-east-1,eu-west-1'],
  ],
  [{ share: '0' }, ['--share: expected a whole number from 1 to 100']],
  [{ share: '101' }, ['--share: expected a whole number from 1 to 100']],
  [{ atOnce: '2.5' }, ['--at-once: expected a whole number from 1 to 32']],
  [{ failOn: 'worst' }, ['--fail-on: expected one of low, medium, high, critical']],
  [{ org: true }, ['--org: expected with --role, and --role with this']],
  [{ role: 'auditor' }, ['--org: expected with --role, and --role with this']],
  [{ externalId: 'abc' }, ['--external-id: expected with --role']],
])('%j is refused', (flags, problems) => {
  expect(readOptions(ScanOptions, flags)).toEqual({ ok: false, problems });
});
