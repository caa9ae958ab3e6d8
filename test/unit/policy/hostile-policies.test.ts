import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { BOMBS } from './hostile-texts.ts';

describe('policies that are bombs are refused, with a place, all in one process of little memory', () => {
  let told: Readonly<Record<string, readonly string[]>> = {};

  beforeAll(() => {
    const child = fileURLToPath(new URL('compile-hostile.ts', import.meta.url));
    const ran = spawnSync(process.execPath, ['--max-old-space-size=256', child], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (ran.status !== 0) throw new Error(ran.stderr);
    told = JSON.parse(ran.stdout) as typeof told;
  }, 120_000);

  it.each(Object.entries(BOMBS))('%s', (name, { says }) => {
    const problems = told[name] ?? [];
    expect(problems[0]).toMatch(/^[\w/]+\.yaml:\d+:\d+: /);
    expect(problems.join('\n')).toContain(says);
    expect(problems.length).toBeLessThanOrEqual(201);
    expect(problems.every((problem) => problem.length < 2000)).toBe(true);
  });
});
