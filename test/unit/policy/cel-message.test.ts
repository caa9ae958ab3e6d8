import { describe, expect, it } from 'vitest';
import { compileMessage, renderMessage } from '../../../lib/policy/cel/message.ts';
import { scopeOf } from '../../../lib/policy/cel/scope.ts';
import { didYouMean } from '../../../lib/policy/source/did-you-mean.ts';
import { context, factsOf, type Given } from './cel-estate.ts';

const options = { groups: ['partners'], hint: didYouMean };

const write = (text: string, given?: Given, account?: string) => {
  const compiled = compileMessage(text, options);
  if (!compiled.ok) return `${String(compiled.problem.offset)}: ${compiled.problem.message}`;
  return renderMessage(compiled.expression, scopeOf(factsOf(given), context(account)));
};

describe('messages', () => {
  it.each([
    ['no expression at all', 'no expression at all'],
    ['{image.id} in {account.name}', 'ami-0123456789abcdef0 in web-prod'],
    ['{{{region}}}', '{us-east-1}'],
    ['{tag(image, "}")}{tag(image, "Owner")}', 'web@example.com'],
    ["{image.name + '}'}", 'golden-web-20260801}'],
    ['{size(image.devices)} devices: {image.devices.map(d, d.device)}', '2 devices: /dev/sda1, /dev/sdb'],
    ['{image.public}, {groups["partners"]}', 'false, 444455556666, 777788889999'],
    ['made {image.createdAt}, {age(image)} ago', 'made 2026-08-01T10:30:00Z, 31d ago'],
    ['{duration("5h30m")} {duration("90s")} {duration("-7s")}', '5h 1m -7s'],
    ['{duration("24h")} {duration("1h")} {duration("60s")} {duration("-2h")}', '1d 1h 1m -2h'],
    ['{tag(image, "a\\"}")}{tag(image, \'}\')}{tag(image, "Owner")}', 'web@example.com'],
    ['x'.repeat(1000), 'x'.repeat(1000)],
    ['{image.deprecatedAt}', '(not known)'],
  ])('%s', (text, expected) => {
    expect(write(text)).toBe(expected);
  });

  it('say that a name is not known rather than say nothing', () => {
    expect(write('{image.id} in {account.name}', {}, '012345678901')).toBe(
      'ami-0123456789abcdef0 in (not known)',
    );
  });
  it('keep to one line, and cut what is long', () => {
    expect(write('{image.description}', { image: { description: 'a\n\n\u0000b' } })).toBe('a b');
    expect(write('{image.description}', { image: { description: 'x'.repeat(300) } })).toBe(
      `${'x'.repeat(255)}…`,
    );
    expect(write('{image.description}', { image: { description: 'x'.repeat(256) } })).toBe('x'.repeat(256));
  });

  it.each([
    ['in {acount.name}', '4: there is no `acount` (did you mean `account`?)'],
    [
      'in {image.devices}',
      '4: is list<device>, expected what can be written: string, int, bool, timestamp, duration, list<string>',
    ],
    ['in {}', '4: expected a value, not the end'],
    ['in {image.id', '3: a `{` without its `}`: write `{{` for a brace'],
    ['in image.id}', '11: a `}` without its `{`: write `}}` for a brace'],
    ['{"}"', '0: a `{` without its `}`: write `{{` for a brace'],
    ['{region} {groups["nobody"]}', '17: there is no group "nobody" of account ids'],
    ['{region}'.repeat(17), '128: more than 16 expressions'],
    ['x'.repeat(1001), '1000: longer than 1000 characters'],
  ])('%s is refused', (text, expected) => {
    expect(write(text)).toBe(expected);
  });
});
