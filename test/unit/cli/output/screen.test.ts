import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { hasColour, screenOf } from '../../../../lib/cli/output/screen.ts';

const stream = (isTTY: boolean, columns?: number) =>
  Object.assign(new PassThrough(), { isTTY, ...(columns === undefined ? {} : { columns }) });

describe('colours', () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '' }, false],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false],
    [true, { TERM: 'dumb', FORCE_COLOR: '3' }, true],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('terminal %s, %j: %s', (isTTY, env, expected) => {
    expect(hasColour(stream(isTTY), env)).toBe(expected);
  });
});

test('only a terminal has a right edge, and one that says nothing sensible of it has none', () => {
  expect(screenOf(stream(true, 90), {}).width).toBe(90);
  expect(screenOf(stream(true), {}).width).toBe(null);
  expect(screenOf(stream(true, 0), {}).width).toBe(null);
  expect(screenOf(stream(false, 90), {}).width).toBe(null);
});
