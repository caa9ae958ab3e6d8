import * as fc from 'fast-check';
import { SnapshotId } from '../../../lib/model/ids.ts';
import type { BlockDevice } from '../../../lib/model/image.ts';
import { disk, shares, type Given } from './cel-estate.ts';

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);
const quoted = fc
  .oneof(
    oneOf('', 'golden', 'arm64', '444455556666', 'constructor', '__proto__', 'Owner'),
    fc.string({ maxLength: 6 }),
  )
  .map((text) => JSON.stringify(text.replaceAll(/[^ -~]/g, '?')));
const patterns = oneOf('^golden', '[0-9]{8}$', '(?i)OWNER', '^(a|b)*$', '\\\\d+', 'x?').map(
  (text) => `"${text}"`,
);

/** Random expressions of each type, of which most read something of the image and many run into something that is absent. */
export const expressions = fc.letrec<{ bool: string; text: string; int: string; time: string; span: string }>(
  (tie) => ({
    text: fc.oneof(
      { maxDepth: 2 },
      oneOf(
        'image.name',
        'image.description',
        'image.owner',
        'image.sourceOwner',
        'account.name',
        'region',
        'image.state',
      ),
      quoted,
      oneOf('Owner', 'Pipeline', 'constructor', 'none').map((key) => `tag(image, "${key}")`),
      oneOf('Owner', 'constructor', 'none').map((key) => `image.tags["${key}"]`),
      fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`),
      fc.tuple(tie('bool'), tie('text'), tie('text')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
      fc.integer({ min: -1, max: 3 }).map((index) => `image.watermarks[${String(index)}]`),
    ),
    int: fc.oneof(
      { maxDepth: 2 },
      fc.integer({ min: 0, max: 99 }).map(String),
      oneOf(
        'size(image.devices)',
        'launchPermission.size()',
        'size(image.tags)',
        'now.getHours()',
        'age(image).getHours()',
      ),
      tie('text').map((text) => `size(${text})`),
      fc
        .tuple(tie('int'), oneOf('+', '-', '*', '/', '%'), tie('int'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('int').map((a) => `(-${a})`),
      fc.integer({ min: 0, max: 3 }).map((index) => `image.devices[${String(index)}].sizeGiB`),
    ),
    time: fc.oneof(
      { maxDepth: 2 },
      oneOf('now', 'image.createdAt', 'image.deprecatedAt', 'timestamp("2026-08-15T00:00:00+01:00")'),
      fc.tuple(tie('time'), oneOf('+', '-'), tie('span')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    ),
    span: fc.oneof(
      { maxDepth: 2 },
      oneOf('age(image)', 'duration("36h")', 'duration("90m30s")', 'duration("-5m")'),
      fc.integer({ min: 0, max: 400 }).map((count) => `days(${String(count)})`),
      fc.tuple(tie('time'), tie('time')).map(([a, b]) => `(${a} - ${b})`),
      fc.tuple(tie('span'), oneOf('+', '-'), tie('span')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    ),
    bool: fc.oneof(
      { maxDepth: 3 },
      oneOf(
        'true',
        'false',
        'image.public',
        'image.enaSupport',
        'has(image.deprecatedAt)',
        'has(image.tags.Owner)',
      ),
      fc.tuple(tie('text'), oneOf('==', '!='), tie('text')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc
        .tuple(tie('int'), oneOf('==', '!=', '<', '<=', '>', '>='), tie('int'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('time'), oneOf('==', '<', '>='), tie('time')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('span'), oneOf('==', '<', '>='), tie('span')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('bool'), oneOf('&&', '||'), tie('bool')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('bool').map((a) => `!${a}`),
      fc.tuple(tie('text'), patterns).map(([text, pattern]) => `(${text}).matches(${pattern})`),
      fc
        .tuple(tie('text'), oneOf('contains', 'startsWith', 'endsWith'), tie('text'))
        .map(([a, f, b]) => `(${a}).${f}(${b})`),
      fc
        .tuple(tie('text'), oneOf('groups["partners"]', 'image.watermarks', 'account.units', 'image.tags'))
        .map(([a, list]) => `(${a} in ${list})`),
      fc
        .tuple(tie('text'), fc.array(tie('text'), { minLength: 1, maxLength: 3 }))
        .map(([a, list]) => `(${a} in [${list.join(', ')}])`),
      fc
        .tuple(
          oneOf('all', 'exists', 'exists_one'),
          tie('bool'),
          oneOf('d.encrypted', '!has(d.sizeGiB)', 'd.sizeGiB > 50', 'd.kind == "ebs"'),
          oneOf('&&', '||'),
        )
        .map(([loop, more, of, op]) => `image.devices.${loop}(d, ${of} ${op} ${more})`),
      fc
        .tuple(oneOf('all', 'exists'), oneOf('p.id in groups.partners', 'p.kind == "public"'))
        .map(([loop, of]) => `launchPermission.${loop}(p, ${of})`),
      oneOf(
        'snapshots.all(s, s.encrypted && s.kmsKey != "")',
        '(image.devices.filter(d, d.encrypted).map(d, d.device).size() > 1)',
      ),
    ),
  }),
).bool;

const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const maybe = <T>(value: T) => orNull(fc.constant(value));
const device = fc.oneof(
  fc
    .record({ encrypted: orNull(fc.boolean()), sizeGiB: orNull(fc.integer({ min: 1, max: 200 })) })
    .map((over) => disk(over)),
  fc.constant<BlockDevice>({ kind: 'instance-store', device: '/dev/sdc' }),
);

/** Random differences from the ordinary image. */
export const givens: fc.Arbitrary<Given> = fc.record({
  image: fc.record({
    name: orNull(fc.string({ maxLength: 12, unit: 'binary' })),
    description: orNull(fc.string({ maxLength: 12 })),
    public: fc.boolean(),
    owner: fc.constantFrom(
      null,
      ...shares('222233334444').flatMap((one) => (one.kind === 'account' ? one.account : [])),
    ),
    enaSupport: orNull(fc.boolean()),
    createdAt: fc.constantFrom(null, '2026-08-01T10:30:00.000Z', 'never', '2026-08-15T00:00:00.123Z'),
    deprecatedAt: maybe('2026-12-31T00:00:00.000Z'),
    tags: fc.dictionary(
      fc.constantFrom('Owner', 'Pipeline', 'constructor', 'none', 'toString'),
      fc.string({ maxLength: 6 }),
      { noNullPrototype: true },
    ),
    watermarks: fc.array(fc.constantFrom('111122223333:approved', 'golden'), { maxLength: 2 }),
    devices: fc.array(device, { maxLength: 3 }),
  }),
  launchPermission: fc.array(
    fc.constantFrom(...shares('444455556666', '012345678901'), { kind: 'public' as const }),
    { maxLength: 3 },
  ),
  snapshots: fc.array(
    fc.record({
      snapshot: fc.constant(SnapshotId.parse('snap-0123456789abcdef0')),
      owner: fc.constant(null),
      encrypted: fc.boolean(),
      kmsKey: maybe('arn:aws:kms:us-east-1:111122223333:key/1'),
    }),
    { maxLength: 2 },
  ),
  ancestry: fc.constantFrom(
    { ancestors: [], complete: true },
    { ancestors: [], complete: false },
    { ancestors: [{ image: 'ami-0aaaaaaaaaaaaaaa1', region: null, owner: null }], complete: false },
    { ancestors: [{ image: 'ami-0aaaaaaaaaaaaaaa1', region: null, owner: '111122223333' }], complete: false },
  ) as fc.Arbitrary<NonNullable<Given['ancestry']>>,
});

/** Any text that might be taken for an expression: pieces of the language in no order, or no language at all. */
export const scribbles = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'image',
        '.name',
        '.tags',
        '["x"]',
        '[',
        ']',
        '(',
        ')',
        ' && ',
        ' || ',
        '!',
        '-',
        '+',
        ' in ',
        ' == ',
        ' ? ',
        ' : ',
        '"',
        "'",
        '"a"',
        '1',
        '0x',
        '1.5',
        '.all(',
        '.exists(',
        '.matches(',
        'x, ',
        'x',
        'has(',
        'size(',
        'tag(image, ',
        'groups',
        'now',
        'null',
        '{',
        '}',
        ',',
        '__proto__',
        'constructor',
        'duration(',
        'timestamp(',
        'cel.bind(',
        'r"',
        'b"',
        '\\',
        '//',
        '\n',
        'dyn(',
        'type(',
        '?',
      ),
      { maxLength: 14 },
    )
    .map((pieces) => pieces.join('')),
);
