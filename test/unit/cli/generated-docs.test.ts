import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedDocs } from '../../../build/docs.ts';

test('the generated pages are what the code says; `npm run docs` makes them anew', async () => {
  const made = await generatedDocs();
  expect([...made.keys()]).toEqual([
    'docs/rules.md',
    'docs/cli.md',
    'docs/cost.md',
    'policies/ami-policy.schema.json',
  ]);
  for (const [path, text] of made) {
    const stands = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
    expect([path, stands === text]).toEqual([path, true]);
  }
});
