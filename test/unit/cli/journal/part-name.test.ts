import { expect, test } from 'vitest';
import { exportedUntil, partName } from '../../../../lib/cli/journal/export/part-name.ts';

const since = '2026-03-01T10:00:00.000Z';
const until = '2026-03-02T10:00:00.500Z';

test('a part is named by its time', () => {
  expect(partName({ since: null, until })).toBe(
    'journal-until-20260302T100000.500Z-since-beginning.jsonl.gz',
  );
  expect(partName({ since, until })).toBe(
    'journal-until-20260302T100000.500Z-since-20260301T100000.000Z.jsonl.gz',
  );
});

test('the last part says up to when the journal is kept, whatever else lies there', () => {
  expect(exportedUntil([])).toBeNull();
  expect(exportedUntil(['notes.txt', '.ami-warden-1.part', 'journal-until-now.jsonl.gz'])).toBeNull();
  const names = [partName({ since, until }), partName({ since: null, until: since }), 'zzz.jsonl.gz'];
  expect(exportedUntil(names)).toBe(until);
  expect(exportedUntil(names.map((name) => `${name}.bak`))).toBeNull();
});
