import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8').replaceAll(/\s+/g, ' ');

/** Each quoted title, with the last test file that was named before it. */
const named = (): readonly (readonly [file: string, title: string])[] => {
  const found: (readonly [string, string])[] = [];
  let file = '';
  for (const [, path, title] of text.matchAll(/`(test\/[\w/-]+\.test\.ts)`|"([^"]+)"/g)) {
    if (path !== undefined) file = path;
    else if (title !== undefined && file !== '') found.push([file, title]);
  }
  return found;
};

describe('docs/security.md', () => {
  it('names tests for what it says', () => {
    expect(named().length).toBeGreaterThan(25);
  });

  it.each(named())('%s has "%s"', (file, title) => {
    expect(readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'")).toContain(title);
  });
});
