import { describe, expect, it } from 'vitest';
import type { Fact, KnownFacts } from '../../../lib/model/image.ts';
import { SnapshotId } from '../../../lib/model/ids.ts';
import type { ParametersOf } from '../../../lib/model/parameters.ts';
import { cel } from '../../../lib/policy/rules/cel.ts';
import { celSource } from '../../../lib/policy/source/rules/cel.ts';
import { context, disk, factsOf } from './cel-estate.ts';

const rule = (over: Partial<ParametersOf<'cel'>>): ParametersOf<'cel'> => ({
  kind: 'cel',
  when: null,
  assert: 'true',
  message: null,
  reads: [],
  ...over,
});

/** The rule's answer, given exactly the facts that it asks for. */
const answer = (over: Partial<ParametersOf<'cel'>>, facts: Partial<KnownFacts> = factsOf()) => {
  const { needs, also } = cel.factsFor(rule(over));
  const wanted: readonly string[] = [...needs, ...also];
  const given = Object.fromEntries(Object.entries(facts).filter(([fact]) => wanted.includes(fact)));
  return cel.check(rule(over), given, context());
};

const unreadable = (datum: string, code: string, reason: string) => ({
  kind: 'judged',
  failures: [{ detail: { kind: 'unreadable', datum, code }, reason }],
});

describe('the rule cel', () => {
  it('passes where assert holds, and where when does not', () => {
    expect(answer({ assert: 'image.state == "available"' })).toEqual({ kind: 'judged', failures: [] });
    expect(answer({ when: 'image.public', assert: 'false' })).toEqual({ kind: 'judged', failures: [] });
  });

  it('fails with its message', () => {
    expect(
      answer({
        when: '!image.public',
        assert: 'image.name == "x"',
        message: '{image.name} in {account.name}',
      }),
    ).toEqual({
      kind: 'judged',
      failures: [{ detail: { kind: 'assertion' }, reason: 'golden-web-20260801 in web-prod' }],
    });
  });

  it('fails with the expression where there is no message', () => {
    expect(answer({ assert: 'image.name == "x"' })).toEqual({
      kind: 'judged',
      failures: [{ detail: { kind: 'assertion' }, reason: 'It does not hold that image.name == "x"' }],
    });
  });

  it('is an error where when or assert ran into something', () => {
    const reason = 'The expression could not be evaluated: image.deprecatedAt is not known.';
    expect(answer({ when: 'image.deprecatedAt < now', assert: 'true' })).toEqual(
      unreadable('image.deprecatedAt', 'Missing', reason),
    );
    expect(answer({ assert: 'image.deprecatedAt < now' })).toEqual(
      unreadable('image.deprecatedAt', 'Missing', reason),
    );
    expect(answer({ assert: '1 / (size(image.tags) - 4) == 0' })).toEqual(
      unreadable(
        '1 / (size(image.tags) - 4)',
        'Expression',
        'The expression could not be evaluated: 1 / (size(image.tags) - 4): division by zero.',
      ),
    );
  });

  it('is an error for expressions that no compiler let through, and never throws', () => {
    expect(answer({ assert: 'image.nmae == ""' })).toEqual(
      unreadable(
        'assert',
        'Expression',
        'The expression could not be evaluated: `image` has no member `nmae`.',
      ),
    );
  });

  it('says nothing of its own where a fact could not be had: that is told beside it', () => {
    expect(cel.check(rule({ assert: 'launchPermission.size() == 0' }), {}, context())).toEqual({
      kind: 'judged',
      failures: [],
    });
  });

  it('does not pass over a snapshot that AWS no longer knows', () => {
    const gone = SnapshotId.parse('snap-0ffffffffffffffff');
    const facts = factsOf({ image: { devices: [disk(), disk({ device: '/dev/sdb', snapshot: gone })] } });
    expect(answer({ assert: 'snapshots.all(s, s.encrypted)' }, facts)).toEqual(
      unreadable(
        'snapshot snap-0ffffffffffffffff of /dev/sdb',
        'Missing',
        'AWS did not tell snapshot snap-0ffffffffffffffff of /dev/sdb.',
      ),
    );
    expect(answer({ assert: 'image.state == "available"' }, facts)).toEqual({ kind: 'judged', failures: [] });
  });

  it('asks for no snapshot of a device that has none', () => {
    const devices = [
      disk(),
      disk({ device: '/dev/sdb', snapshot: null }),
      { kind: 'instance-store' as const, device: '/dev/sdc' },
    ];
    const passes = { kind: 'judged', failures: [] };
    expect(answer({ assert: 'snapshots.all(s, s.encrypted)' }, factsOf({ image: { devices } }))).toEqual(
      passes,
    );
    expect(cel.check(rule({ assert: 'snapshots.all(s, s.encrypted)' }), {}, context())).toEqual(passes);
  });

  it('waits for the snapshots of a pending image', () => {
    const facts = factsOf({ image: { state: 'pending' }, snapshots: [] });
    expect(answer({ assert: 'snapshots.all(s, s.encrypted)' }, facts)).toEqual({
      kind: 'pending',
      reason: 'The image is pending: its snapshots are not there yet.',
    });
    expect(answer({ when: 'image.state == "available"', assert: 'snapshots.size() > 0' }, facts)).toEqual({
      kind: 'judged',
      failures: [],
    });
  });

  it.each<readonly [Partial<ParametersOf<'cel'>>, readonly Fact[]]>([
    [{ assert: 'launchPermission.size() == 0' }, ['launchPermission']],
    [{ assert: 'launchPermission.size() == 0', message: '{image.name}' }, ['image', 'launchPermission']],
    [{ when: 'image.public', assert: 'image.sourceOwner == ""' }, ['image', 'ancestry']],
    [{ assert: 'snapshots.all(s, s.encrypted)' }, ['image', 'snapshots']],
    [{ assert: 'region == "us-east-1"' }, ['image']],
  ])('%o asks for %o', (over, facts) => {
    expect(cel.factsFor(rule(over))).toEqual({ needs: [], also: facts });
  });

  it('a bundle with an expression that cannot be run is refused', () => {
    expect(cel.parameters.safeParse(rule({ assert: 'image.public' })).success).toBe(true);
    for (const over of [{ assert: 'image.nmae' }, { when: '(' }, { message: '{' }, { assert: '1' }]) {
      expect(cel.parameters.safeParse(rule(over)).success).toBe(false);
    }
  });
});

describe('how it is written', () => {
  it('all problems are told at once, each with its member and offset', () => {
    const written = { when: 'imag.public', assert: 'image.nmae', message: 'in {acount.name}' };
    expect(celSource.complete?.(written, { groups: [] }).problems).toEqual([
      { member: 'when', offset: 0, message: 'there is no `imag` (did you mean `image`?)' },
      { member: 'assert', offset: 6, message: '`image` has no member `nmae` (did you mean `name`?)' },
      { member: 'message', offset: 4, message: 'there is no `acount` (did you mean `account`?)' },
    ]);
  });

  it('what it reads is worked out', () => {
    const written = { assert: 'image.sourceOwner in groups["golden"]', message: '{image.name}' };
    expect(celSource.complete?.(written, { groups: ['golden'] })).toEqual({
      members: { reads: ['ancestry', 'image'] },
      problems: [],
    });
  });
});
