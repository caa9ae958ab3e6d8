import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../../../lib/sandbox/routing/match.ts';

const event = {
  version: '0',
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  account: '111122223333',
  resources: ['arn:aws:ec2:us-east-1::image/ami-0abc', 'arn:aws:ec2:us-east-1::snapshot/snap-0abc'],
  detail: {
    eventName: 'ModifyImageAttribute',
    sourceIPAddress: '192.0.2.77',
    address6: '2001:db8::7',
    count: 5,
    limit: 301.8,
    large: 111122223333,
    readOnly: false,
    errorCode: null,
    empty: '',
    none: [],
    hollow: {},
    requestParameters: {
      launchPermission: {
        add: { items: [{ group: 'all' }, { userId: '012345678901' }, { userId: '333344445555', note: 'x' }] },
      },
    },
    grid: [[{ x: 1, y: 1 }], [{ x: 2, y: 2 }]],
  },
};

describe('values', () => {
  it.each([
    ['a text in the list', { source: ['aws.s3', 'aws.ec2'] }, true],
    ['a text that differs in its case', { source: ['AWS.ec2'] }, false],
    ['a field that is not there', { 'detail-kind': ['x'] }, false],
    ['two fields of which one fails', { source: ['aws.ec2'], account: ['222233334444'] }, false],
    ['one of an array in the event', { resources: ['arn:aws:ec2:us-east-1::snapshot/snap-0abc'] }, true],
    ['a number, however it is written', { detail: { limit: [3.018e2] } }, true],
    ['a number for a text of the same digits', { account: [111122223333] }, false],
    ['a number beyond those that numeric compares', { detail: { large: [111122223333] } }, true],
    ['a boolean', { detail: { readOnly: [false] } }, true],
    ['a boolean for its text', { detail: { readOnly: ['false'] } }, false],
    ['null', { detail: { errorCode: [null] } }, true],
    ['null where the field is absent', { detail: { absent: [null] } }, false],
    ['the empty text', { detail: { empty: [''] } }, true],
    ['a field whose name holds the dots', { 'detail.eventName': ['ModifyImageAttribute'] }, true],
    ['a field inside a leaf', { source: { inner: ['aws.ec2'] } }, false],
    ['a leaf where the event has an object', { detail: ['ModifyImageAttribute'] }, false],
  ])('%s', (_title, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe('operators', () => {
  it.each([
    ['prefix', { source: [{ prefix: 'aws.' }] }, true],
    ['prefix of another', { source: [{ prefix: 'ec2' }] }, false],
    ['prefix of a number', { detail: { count: [{ prefix: '5' }] } }, false],
    ['prefix, case ignored', { source: [{ prefix: { 'equals-ignore-case': 'AWS.E' } }] }, true],
    ['suffix', { detail: { eventName: [{ suffix: 'Attribute' }] } }, true],
    ['suffix, case matters', { detail: { eventName: [{ suffix: 'ATTRIBUTE' }] } }, false],
    [
      'suffix, case ignored',
      { detail: { eventName: [{ suffix: { 'equals-ignore-case': 'ATTRIBUTE' } }] } },
      true,
    ],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'AWS.EC2' }] }, true],
    ['equals-ignore-case is the whole text', { source: [{ 'equals-ignore-case': 'AWS.EC' }] }, false],
    ['wildcard', { resources: [{ wildcard: 'arn:*:image/ami-*' }] }, true],
    ['wildcard that ends too early', { source: [{ wildcard: 'aws.*x' }] }, false],
    ['wildcard pieces do not overlap', { source: [{ wildcard: 'aws.ec*c2' }] }, false],
    ['anything-but a text', { source: [{ 'anything-but': 'aws.s3' }] }, true],
    ['anything-but this text', { source: [{ 'anything-but': 'aws.ec2' }] }, false],
    ['anything-but a list', { source: [{ 'anything-but': ['aws.s3', 'aws.ec2'] }] }, false],
    ['anything-but numbers', { detail: { count: [{ 'anything-but': [5, 6] }] } }, false],
    ['anything-but numbers, of a text', { source: [{ 'anything-but': [5, 6] }] }, true],
    ['anything-but a text, of null', { detail: { errorCode: [{ 'anything-but': 'x' }] } }, true],
    ['anything-but needs a field', { detail: { absent: [{ 'anything-but': 'x' }] } }, false],
    ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything-but prefixes', { source: [{ 'anything-but': { prefix: ['a.', 'b.'] } }] }, true],
    ['anything-but a suffix', { source: [{ 'anything-but': { suffix: '.ec2' } }] }, false],
    ['anything-but a case', { source: [{ 'anything-but': { 'equals-ignore-case': ['AWS.EC2'] } }] }, false],
    ['anything-but a wildcard', { source: [{ 'anything-but': { wildcard: 'aws.*' } }] }, false],
    [
      'anything-but in an array: one other is enough',
      { resources: [{ 'anything-but': { suffix: 'ami-0abc' } }] },
      true,
    ],
    ['exists', { detail: { count: [{ exists: true }] } }, true],
    ['exists, of null', { detail: { errorCode: [{ exists: true }] } }, true],
    ['exists is about leaves only', { detail: { requestParameters: [{ exists: true }] } }, false],
    ['exists of an empty list', { detail: { none: [{ exists: true }] } }, false],
    ['absent', { detail: { absent: [{ exists: false }] } }, true],
    ['absent, though it is there', { detail: { count: [{ exists: false }] } }, false],
    ['absent, of an object', { detail: { hollow: [{ exists: false }] } }, true],
    ['absent, where the object above is absent', { other: { inner: [{ exists: false }] } }, true],
    ['absent or a value: the value', { detail: { count: [{ exists: false }, 5] } }, true],
    ['absent or a value: neither', { detail: { count: [{ exists: false }, 6] } }, false],
    ['numeric =', { detail: { limit: [{ numeric: ['=', 301.8] }] } }, true],
    ['numeric range', { detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    ['numeric range without its bound', { detail: { count: [{ numeric: ['>', 0, '<', 5] }] } }, false],
    ['numeric of a text', { account: [{ numeric: ['>', 0] }] }, false],
    ['numeric beyond its limits', { detail: { large: [{ numeric: ['>', 0] }] } }, false],
    ['cidr', { detail: { sourceIPAddress: [{ cidr: '192.0.2.0/24' }] } }, true],
    ['cidr of others', { detail: { sourceIPAddress: [{ cidr: '192.0.2.0/26' }] } }, false],
    ['cidr of what is no address', { source: [{ cidr: '0.0.0.0/0' }] }, false],
    ['cidr of IPv6', { detail: { address6: [{ cidr: '2001:db8::/32' }] } }, true],
  ])('%s', (_title, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe('$or', () => {
  const either = [{ source: ['aws.s3'] }, { detail: { eventName: ['ModifyImageAttribute'] } }];

  it.each([
    ['one of the alternatives', { $or: either }, true],
    ['none of them', { $or: [{ source: ['a'] }, { source: ['b'] }] }, false],
    ['fields beside it hold too', { account: ['222233334444'], $or: either }, false],
    [
      'inside an object',
      { detail: { $or: [{ count: [6] }, { count: [5], eventName: ['ModifyImageAttribute'] }] } },
      true,
    ],
    [
      'inside another',
      { $or: [{ source: ['x'] }, { detail: { $or: [{ count: [9] }, { readOnly: [false] }] } }] },
      true,
    ],
    ['with absence', { $or: [{ detail: { absent: [{ exists: false }] } }, { source: ['x'] }] }, true],
  ])('%s', (_title, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe('arrays of objects', () => {
  const items = (pattern: object) => ({
    detail: { requestParameters: { launchPermission: { add: { items: pattern } } } },
  });

  it.each([
    ['any element', items({ userId: ['012345678901'] }), true],
    ['two fields of one element', items({ userId: ['333344445555'], note: ['x'] }), true],
    ['two fields of different elements', items({ userId: ['012345678901'], note: ['x'] }), false],
    ['two fields that no element has both of', items({ group: ['all'], userId: ['012345678901'] }), false],
    ['an array in an array', { detail: { grid: { x: [2], y: [2] } } }, true],
    ['different elements of an array in an array', { detail: { grid: { x: [1], y: [2] } } }, false],
    ['absent means absent from all elements', items({ note: [{ exists: false }] }), false],
  ])('%s', (_title, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe('what EventBridge refuses throws, and says where', () => {
  it.each([
    ['no object', [], 'event pattern: a pattern is an object'],
    ['an empty one', {}, 'event pattern: an empty object matches nothing'],
    ['a bare value', { source: 'aws.ec2' }, 'event pattern at source: values stand in a list: ["value"]'],
    [
      'an empty list',
      { detail: { state: [] } },
      'event pattern at detail.state: an empty list matches nothing',
    ],
    ['an empty object', { detail: {} }, 'event pattern at detail: an empty object matches nothing'],
    [
      'a list in a list',
      { source: [['x']] },
      'event pattern at source[0]: a list inside a list matches nothing',
    ],
    [
      'an operator that there is not',
      { source: ['x', { contains: 'ec2' }] },
      'event pattern at source[1].contains: unknown operator; there are anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard',
    ],
    [
      'two operators in one object',
      { source: [{ prefix: 'a', suffix: 'b' }] },
      'event pattern at source[0]: one operator an object; several stand side by side',
    ],
    [
      'a prefix of a number',
      { source: [{ prefix: 1 }] },
      'event pattern at source[0].prefix: a text is expected',
    ],
    [
      'another operator inside prefix',
      { source: [{ prefix: { wildcard: 'a*' } }] },
      'event pattern at source[0].prefix.wildcard: inside prefix only equals-ignore-case can stand',
    ],
    [
      'exists with a text',
      { source: [{ exists: 'true' }] },
      'event pattern at source[0].exists: exists is true or false',
    ],
    [
      'anything-but of mixed kinds',
      { source: [{ 'anything-but': ['a', 1] }] },
      'event pattern at source[0].anything-but: anything-but takes texts or numbers, all of one kind',
    ],
    [
      'anything-but of nothing',
      { source: [{ 'anything-but': [] }] },
      'event pattern at source[0].anything-but: an empty list excludes nothing',
    ],
    [
      'anything-but of an empty prefix',
      { source: [{ 'anything-but': { prefix: '' } }] },
      'event pattern at source[0].anything-but.prefix: an empty prefix leaves nothing to match',
    ],
    [
      'anything-but of cidr',
      { source: [{ 'anything-but': { cidr: '192.0.2.0/24' } }] },
      'event pattern at source[0].anything-but.cidr: inside anything-but there are prefix, suffix, equals-ignore-case and wildcard',
    ],
    [
      'two wildcards side by side',
      { source: [{ wildcard: 'a**b' }] },
      'event pattern at source[0].wildcard: two wildcards stand side by side',
    ],
    [
      'a backslash before a letter',
      { source: [{ wildcard: 'a\\b' }] },
      'event pattern at source[0].wildcard: a backslash may stand before an asterisk or another backslash only',
    ],
    [
      'a range upside down',
      { source: [{ numeric: ['>', 5, '<', 1] }] },
      'event pattern at source[0].numeric: the lower bound is not below the upper one',
    ],
    [
      'a range in the wrong order',
      { source: [{ numeric: ['<', 5, '>', 1] }] },
      'event pattern at source[0].numeric: of two comparisons the first is > or >=, the second < or <=',
    ],
    [
      'a number out of range',
      { source: [{ numeric: ['<', 6e9] }] },
      'event pattern at source[0].numeric[0]: numbers go from -5.0e9 to 5.0e9',
    ],
    [
      'no comparison',
      { source: [{ numeric: ['!=', 1] }] },
      'event pattern at source[0].numeric[0]: a comparison is one of = < <= > >=',
    ],
    [
      'no block',
      { source: [{ cidr: '192.0.2.0/33' }] },
      'event pattern at source[0].cidr: cidr takes an address and a number of bits: 192.0.2.0/24',
    ],
    [
      '$or with one alternative',
      { $or: [{ source: ['x'] }] },
      'event pattern at $or: $or is a list of at least two objects',
    ],
    [
      '$or over operators',
      { detail: { state: { $or: [{ prefix: ['a'] }, { suffix: ['b'] }] } } },
      'event pattern at detail.state.$or[0].prefix: $or joins fields, not operators',
    ],
  ])('%s', (_title, pattern, message) => {
    expect(() => matches(pattern, event)).toThrow(message);
  });

  it('more than 1,000 combinations', () => {
    const ten = (name: string) => ({ $or: Array.from({ length: 11 }, (_, index) => ({ [name]: [index] })) });
    expect(() => matches({ a: ten('x'), b: ten('x'), c: ten('x') }, event)).toThrow(
      'event pattern: $or makes more than 1000 combinations',
    );
  });
});

describe('laws', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '.'), maxLength: 8 });

  it('an escaped text matches itself and, without an asterisk of its own, nothing else', () => {
    fc.assert(
      fc.property(letters, letters, (text, other) => {
        const wildcard = text.replaceAll(/[\\*]/g, '\\$&');
        expect(matches({ a: [{ wildcard }] }, { a: other })).toBe(text === other);
      }),
    );
  });

  it('a wildcard says what the same regular expression says', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 4 }), piece, piece, (pieces, before, after) => {
        const wildcard = pieces.join('*');
        fc.pre(!wildcard.includes('**'));
        const regular = new RegExp(`^${pieces.join('.*')}$`);
        for (const text of [before + after, pieces.join(before), pieces.join(after)]) {
          expect(matches({ a: [{ wildcard }] }, { a: text })).toBe(regular.test(text));
        }
      }),
    );
  });

  it('anything-but and its values part the values that are there', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (values, value) => {
        const but = matches({ a: [{ 'anything-but': values }] }, { a: value });
        expect(but).toBe(!matches({ a: values }, { a: value }));
      }),
    );
  });

  it('no event makes it throw', () => {
    const pattern = {
      a: { b: [{ exists: false }, 'x'] },
      $or: [{ c: ['y'] }, { d: [{ numeric: ['>', 1] }] }],
    };
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        expect(typeof matches(pattern, any)).toBe('boolean');
      }),
    );
  });
});
