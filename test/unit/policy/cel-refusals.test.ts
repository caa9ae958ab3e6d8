import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../lib/policy/cel/compile.ts';
import { didYouMean } from '../../../lib/policy/source/did-you-mean.ts';

const refusal = (text: string, type: 'bool' | 'text' = 'bool') => {
  const compiled = compileExpression(text, {
    type,
    groups: ['golden-pipeline', 'partners'],
    hint: didYouMean,
  });
  return compiled.ok ? null : `${String(compiled.problem.offset)}: ${compiled.problem.message}`;
};

describe('mistakes are told with their place and what was expected', () => {
  it.each([
    ['image.nmae == "x"', '6: `image` has no member `nmae` (did you mean `name`?)'],
    ['imag.name == "x"', '0: there is no `imag` (did you mean `image`?)'],
    ['image.devices.all(d, d.encrpted)', '23: there is no member `encrpted` (did you mean `encrypted`?)'],
    ['account.nam == "x"', '8: `account` has no member `nam` (did you mean `name`?)'],
    [
      'account.id in groups["partner"]',
      '21: there is no group "partner" of account ids (did you mean `partners`?)',
    ],
    ['account.id in groups.nobody', '21: there is no group "nobody" of account ids'],
    ['account.id in groups[region]', '21: `groups` takes a name in quotes, so that it is checked here'],
    ['image.name = "x"', '11: `=` is out of place: write `==`'],
    ['image.public & true', '13: `&` is out of place: write `&&`'],
    ['image.public @ true', '13: `@` is out of place'],
    ['image.name == ', '14: expected a value, not the end'],
    ['(image.public', '13: expected `)`, not the end'],
    ['image.name == "x', '14: a text whose quote is never closed'],
    ['image.public image', '13: `image` is out of place'],
    ['', '0: expected a value, not the end'],
    ['image.name == 3', '0: `==` does not go between string and int'],
    ['image.name < now', '0: `<` does not go between string and timestamp'],
    ['now + now == now', '0: `+` does not go between timestamp and timestamp'],
    ['-image.name == "x"', '0: `-` does not take string'],
    ['image.name && true', "0: logical operator requires bool operands, got 'string'"],
    ['image.name', '0: is string, expected a bool: something that holds or does not'],
    [
      'image.name.startsWith(1)',
      '0: `startsWith` of string does not take int; expected `text.startsWith("x")`',
    ],
    ['image.public ? image.name : 3', "0: ternary branches must have the same type, got 'string' and 'int'"],
    [
      'image.name in ["a", 1]',
      "20: list elements must have the same type, expected type 'string' but found 'int'",
    ],
    ['image.name.all(c, true)', '0: `all` goes over a list or a map, not over string'],
    ['image.devices.all(d, d.device)', '21: `all` takes a bool for each, not string'],
    ['image.devices.all(true)', '0: `all` takes a name and what is to hold: `list.all(x, x.ok)`'],
    ['image.devices.all(1, true)', '18: `all` names its variable first: `all(x, …)`'],
    ['image.devices.all(image, true)', '18: `image` is taken: give the loop a name of its own'],
    ['fetch("x")', '0: there is no function `fetch`'],
    ['tags(image, "x") == ""', '0: there is no function `tags` (did you mean `tag`?)'],
    ['image.name.lowerAscii() == ""', '11: there is no `.lowerAscii()`'],
    ['image.name.startWith("x")', '11: there is no `.startWith()` (did you mean `startsWith`?)'],
    [
      'matches(image.name, "x")',
      '0: there is no function `matches`; it stands behind a dot: `text.matches("^x$")`',
    ],
    ['image.tag("x") == ""', '6: there is no `.tag()`; it stands alone: `tag(image, "Key")`'],
    ['tag("x") == ""', '4: `tag` takes the image: `tag(image, "Key")`'],
    ['age(now) > days(1)', '4: `age` takes the image: `age(image)`'],
    ['image == image', '0: `image` does not stand for itself: name a member, as in `image.name`'],
    ['image["name"] == "x"', '0: `image` does not stand for itself: name a member, as in `image.name`'],
    ['image.devices.all(d, d["kind"] == "ebs")', '21: members of device stand behind a dot'],
    ['image.devices[0] == image.devices[0]', '0: `==` does not go between device and device'],
    [
      'image.watermarks == ["x"]',
      '0: `==` does not take list<string>: expected its size(), or a loop over it',
    ],
    ['image.watermarks == []', '20: an empty list: `size(…) == 0` asks whether one is empty'],
    [
      'has(image.description)',
      '10: `has` does not ask for `description`, which is empty when it is absent: compare it with ""',
    ],
    ['has(image.state)', '10: `has` does not ask for `state`, which always is there'],
    ['has(image)', '4: `image` does not stand for itself: name a member, as in `image.name`'],
    [
      'image.deprecatedAt == null',
      '22: nothing is `null` here: a text that is absent is "", and `has()` asks for the rest',
    ],
    ['1.5 < 2', '0: numbers are whole here'],
    ['age(image) > duration("90d")', '22: no duration: expected h, m and s, such as "36h", or `days(90)`'],
    ['age(image) > duration("1.5h")', '22: no duration: expected h, m and s, such as "36h"'],
    [
      'now > timestamp("2026-02-30T00:00:00Z")',
      '16: no instant: expected one such as "2026-01-01T00:00:00Z"',
    ],
    ['now > timestamp("2026-01-01")', '16: no instant: expected one such as "2026-01-01T00:00:00Z"'],
    ['now > timestamp(image.name)', '16: `timestamp` takes a text in quotes, so that it is checked here'],
    ['image.name.matches("[")', '19: a pattern that cannot be run: a `[` without its `]` (at character 1)'],
    [
      'image.name.matches("(?=a)")',
      '19: a pattern that cannot be run: expected `(?:`, `(?P<name>` or the flags i, s, U (at character 3)',
    ],
    ['package == 1', '0: `package` is a word that CEL keeps for itself'],
  ])('%s', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it('a message takes what can be written', () => {
    expect(refusal('image.devices', 'text')).toMatch(
      /^0: is list<device>, expected what can be written: string, int/,
    );
    expect(refusal('image.watermarks', 'text')).toBe(null);
  });
});

const nested = (depth: number): string =>
  depth === 0 ? 'true' : `[1].all(x${String(depth)}, ${nested(depth - 1)})`;

describe('hostile expressions are refused', () => {
  it.each([
    ['longer than it may be', `image.name == "${'x'.repeat(3000)}"`, '2048: longer than 2048 characters'],
    [
      'not nested beyond what recursion takes',
      `${'!'.repeat(2000)}true`,
      /^\d+: too large, or nested too deep$/,
    ],
    [
      'parentheses without end',
      `${'('.repeat(1000)}true${')'.repeat(1000)}`,
      '32: too large, or nested too deep',
    ],
    [
      'ternaries without end',
      `${'true ? '.repeat(250)}true${' : true'.repeat(40)}`,
      /^\d+: too large, or nested too deep$/,
    ],
    ['lists in lists', `${'['.repeat(900)}1${']'.repeat(900)} == 1`, '32: too large, or nested too deep'],
    ['members without end', `image${'.a'.repeat(900)}`, /^\d+: too large, or nested too deep$/],
    ['a sum of a thousand', `1${'+1'.repeat(1000)} > 0`, /^\d+: too large, or nested too deep$/],
    ['a chain of a hundred', `true${' || true'.repeat(100)}`, '0: nested deeper than 64 levels'],
    ['a list of five hundred', `1 in [${'1,'.repeat(500)}1]`, /^\d+: too large, or nested too deep$/],
    ['three loops in one another', nested(3), '24: more than 2 loops in one another'],
    ['loops in loops without end', nested(40), /^\d+: (too large|more than 2 loops)/],
    [
      'a pattern that backtracks, by JavaScript’s own function',
      'matches(image.name, "(a+)+$")',
      /^0: there is no function/,
    ],
    [
      'a pattern that is computed',
      'image.name.matches(image.description)',
      '19: `matches` takes its pattern in quotes, so that it is checked here',
    ],
    ['a pattern that grows', 'image.name.matches("((a{1000}){1000})")', /^19: a pattern that cannot be run/],
    ['a text that doubles', 'cel.bind(a, "xx", cel.bind(b, a + a, b + b)) == ""', /there is no `.bind\(\)`/],
    [
      'a list that doubles',
      'image.watermarks + image.watermarks + image.watermarks == image.watermarks',
      /does not take list<string>/,
    ],
    [
      'a prototype by dot',
      'image.__proto__ == 1',
      '6: `__proto__` is no member; of a tag that is called so, write ["__proto__"]',
    ],
    [
      'a prototype of a map',
      'image.tags.constructor == "x"',
      '11: `constructor` is no member; of a tag that is called so, write ["constructor"]',
    ],
    [
      'a prototype of a text',
      'image.name.constructor == "x"',
      '11: `constructor` is no member; of a tag that is called so, write ["constructor"]',
    ],
    ['a prototype as a variable', 'constructor == 1', '0: there is no `constructor`'],
    ['a prototype as a function', 'image.name.constructor("x")', '11: there is no `.constructor()`'],
    ['a prototype of a prototype', 'valueOf() == 1 || toString() == 1', '0: there is no function `valueOf`'],
    ['a prototype as a loop', '[1].all(__proto__, true)', /^\d+: `__proto__` is/],
    ['a prototype as a group', 'account.id in groups.constructor', /^21: `constructor` is no member/],
    ['types at run time', 'type(image.name) == string', '0: there is no function `type`'],
    ['types forgotten', 'dyn(image.name) == 1', '0: there is no function `dyn`'],
    [
      'a number of a thousand digits',
      `1 < ${'9'.repeat(1000)}`,
      '4: a number too large to be meant; account ids stand in quotes',
    ],
    ['a number beyond all', '1e999 > 1', /^0: /],
    [
      'a text of two thousand characters',
      `image.name == "${'x'.repeat(1500)}"`,
      '14: a text of more than 1000 characters',
    ],
    ['bytes', 'b"\\xff" == b"\\xff"', '0: bytes and unsigned numbers are not supported'],
    ['a map of its own', '{"constructor": 1}["constructor"] == 1', '0: a map in braces is not supported'],
    ['control characters', 'image.name == \u0000', '14: `\u0000` is out of place'],
  ])('%s', (_what, text, expected) => {
    expect(refusal(text)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });
});
