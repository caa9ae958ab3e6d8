import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../lib/policy/cel/compile.ts';
import { didYouMean } from '../../../lib/policy/source/did-you-mean.ts';

const refusal = (text: string): string | null => {
  const compiled = compileExpression(text, { type: 'bool', groups: ['partners'], hint: didYouMean });
  return compiled.ok ? null : `${String(compiled.problem.offset)}: ${compiled.problem.message}`;
};

describe('functions, loops and members are held to how they are written', () => {
  it.each([
    ['age() > days(1)', '0: `age` takes the image: `age(image)`'],
    ['image.devices.all()', '0: `all` takes a name and what is to hold: `list.all(x, x.ok)`'],
    ['image.devices.all(d)', '0: `all` takes a name and what is to hold: `list.all(x, x.ok)`'],
    ['image.devices.all(d, true, true)', '0: `all` takes a name and what is to hold: `list.all(x, x.ok)`'],
    ['image.devices.all(constructor, true)', '18: `constructor` is taken: give the loop a name of its own'],
    ['image.devices.all(d, image.devices.all(d, true))', '39: `d` is taken: give the loop a name of its own'],
    ['all(x, true)', '0: there is no function `all`; it stands behind a dot: `list.all(x, x.ok)`'],
    ['image.devices.exist(d, true)', '14: there is no `.exist()` (did you mean `exists`?)'],
    ['image.tags.siz() == 4', '11: there is no `.siz()` (did you mean `size`?)'],
    ['startWith("x")', '0: there is no function `startWith`'],
    ['region.dayz() == 1', '7: there is no `.dayz()`'],
    ['image.public.matches("x")', '0: `matches` is asked of a string, not of bool'],
    ['image.name.matches()', '0: `matches` of string does not take nothing; expected `text.matches("^x$")`'],
    ['image.name.matches(region)', '19: `matches` takes its pattern in quotes, so that it is checked here'],
    [
      'now > timestamp("2026-01-01T00:00:00Z", 1)',
      '16: `timestamp` takes a text in quotes, so that it is checked here',
    ],
    ['timestamp() < now', '0: `timestamp` takes a text in quotes, so that it is checked here'],
    ['age(image) > duration("x90d")', '22: no duration: expected h, m and s, such as "36h"'],
    ['age(image) > duration("90dx")', '22: no duration: expected h, m and s, such as "36h"'],
    ['days("x") > age(image)', '0: `days` does not take string; expected `days(90)`'],
    ['size() == 1', '0: `size` does not take nothing; expected `size(list)`'],
    ['tag(image, 1) == ""', '0: `tag` does not take image, int; expected `tag(image, "Key")`'],
    ['[1] in [[1]]', '0: `in` does not take list<int>: expected its size(), or a loop over it'],
    [
      'image.tags in [image.tags]',
      '0: `in` does not take map<string, string>: expected its size(), or a loop over it',
    ],
    ['image.devices[0] in image.devices', '0: `in` does not take device: expected a member'],
    ['has(region)', '4: `has` takes a member: `has(image.deprecatedAt)`, `has(image.tags.Owner)`'],
    ['has(size(region))', '4: `has` takes a member: `has(image.deprecatedAt)`, `has(image.tags.Owner)`'],
    ['has(image.tags)', '10: `has` does not ask for `tags`, which always is there'],
    [
      'has(image.watermarks)',
      '10: `has` does not ask for `watermarks`, which is empty when it is absent: compare it with ""',
    ],
    ['image.devices.all(d, has(d.foo))', '27: `has` does not ask for `foo`, which is no member of device'],
    [
      'image.devices.all(d, has(d.tags.Owner))',
      '32: `has` does not ask for `Owner`, which is no member of what stands before it',
    ],
    ['has(image.name.x)', '15: `has` does not ask for `x`, which is no member of what stands before it'],
    ['image.public | true', '13: `|` is out of place: write `||`'],
    ['image.public =\t true', '13: `=` is out of place: write `==`'],
    ['"""abc', '0: a text whose quote is never closed'],
    ['{"a": 1} == {"a": 1}', '0: a map in braces is not supported'],
    ['b"x" == b"x"', '0: bytes and unsigned numbers are not supported'],
    ['9007199254740992 > 1', '0: a number too large to be meant; account ids stand in quotes'],
    ['9007199254740991 > 1', null],
    ['image.devices.all(d, has(d.encrypted))', null],
    ['has(account.tags.Owner)', null],
    ['image.devices.all(snapshot, snapshot.device != "")', null],
    [`true${' '.repeat(2044)}`, null],
    [`true${' '.repeat(2045)}`, '2048: longer than 2048 characters'],
    [`region == "${'x'.repeat(1000)}"`, null],
    [`region == "${'x'.repeat(1001)}"`, '10: a text of more than 1000 characters'],
  ])('%s', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});

const chain = (length: number): string => `(true${' || true'.repeat(length)})`;

describe('how deep an expression may be is counted through', () => {
  it.each([
    ['operators', (inner: string) => inner, 64],
    ['operators that are negated', (inner: string) => `!${inner}`, 63],
    ['an argument', (inner: string) => `string(${inner}) == ""`, 62],
    ['a second argument', (inner: string) => `tag(image, string(${inner})) == ""`, 61],
    ['what a method is asked of', (inner: string) => `string(${inner}).startsWith("t")`, 62],
    ['an index', (inner: string) => `[true][${inner} ? 0 : 0]`, 62],
    ['what a loop goes over', (inner: string) => `[${inner}].all(x, x)`, 62],
    ['the body of a loop', (inner: string) => `[true].all(x, ${inner})`, 63],
    ['a member', (inner: string) => `image.devices.filter(d, ${inner})[0].encrypted`, 61],
  ])('%s', (_name, wrap, deepest) => {
    expect(refusal(wrap(chain(deepest)))).toBeNull();
    expect(refusal(wrap(chain(deepest + 1)))).toMatch(/: nested deeper than 64 levels$/);
  });
});
