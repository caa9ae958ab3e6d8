import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/model/finding.ts';
import type { ImageFacts } from '../../../lib/model/image.ts';
import type { RemediationOptions } from '../../../lib/model/policy.ts';
import { deprecate } from '../../../lib/remediation/actions/deprecate.ts';
import { attributeFinding, contextOf, NOW, stateOf, tagFinding } from './samples.ts';

const DAY = 86_400;

const at = (
  image: Partial<ImageFacts>,
  findings: readonly Finding[],
  options: RemediationOptions = {},
  now = NOW,
): string | null => {
  const writes = deprecate.plan(findings, contextOf('deprecate', { state: stateOf(image), options, now }));
  expect([[], ['deprecation']]).toContainEqual(writes.map(({ kind }) => kind));
  const [write] = writes;
  return write?.kind === 'deprecation' ? write.at : null;
};

const OLD = { createdAt: '2026-01-01T00:00:00.000Z' };
const isOld = [attributeFinding('age', OLD.createdAt)];

describe('deprecate', () => {
  it('deprecates an old image as soon as AWS lets it, in ten minutes', () => {
    expect(at(OLD, isOld)).toBe('2026-11-23T10:10:00.000Z');
  });

  it('names a whole minute, as EC2 keeps no others', () => {
    expect(at(OLD, isOld, {}, new Date('2026-11-23T10:00:00.001Z'))).toBe('2026-11-23T10:11:00.000Z');
  });

  it('gives it the time after its creation that the policy says', () => {
    expect(at(OLD, isOld, { deprecateAfter: 365 * DAY })).toBe('2027-01-01T00:00:00.000Z');
    expect(at(OLD, isOld, { deprecateAfter: 30 * DAY })).toBe('2026-11-23T10:10:00.000Z');
  });

  it('where a date is asked for, names the latest that the rule allows', () => {
    const finding = attributeFinding('deprecation', null, '2026-12-31T23:59:59.999Z');
    // Rounded down: a second later would fail again.
    expect(at(OLD, [finding])).toBe('2026-12-31T23:59:00.000Z');
    expect(at(OLD, [finding], { deprecateAfter: 345 * DAY })).toBe('2026-12-12T00:00:00.000Z');
    expect(at(OLD, [finding], { deprecateAfter: 999 * DAY })).toBe('2026-12-31T23:59:00.000Z');
  });

  it('of several findings takes what answers them all', () => {
    const finding = attributeFinding('deprecation', null, '2026-12-31T00:00:00.000Z');
    expect(at(OLD, [finding, ...isOld])).toBe('2026-11-23T10:10:00.000Z');
  });

  it('where the rule’s date is past, deprecates at once', () => {
    expect(at(OLD, [attributeFinding('deprecation', null, '2026-02-01T00:00:00.000Z')])).toBe(
      '2026-11-23T10:10:00.000Z',
    );
  });

  it.each([
    ['the same', '2026-11-23T10:10:00.000Z', null],
    ['a nearer date', '2026-11-23T10:09:00.000Z', null],
    ['a date that is past', '2020-01-01T00:00:00.000Z', null],
    ['a later date', '2026-11-23T10:11:00.000Z', '2026-11-23T10:10:00.000Z'],
  ])('leaves alone or replaces %s', (_, deprecatedAt, expected) => {
    expect(at({ ...OLD, deprecatedAt }, isOld)).toBe(expected);
  });

  it('goes no further than ten years from now', () => {
    const finding = attributeFinding('deprecation', null, '2099-01-01T00:00:00.000Z');
    expect(at(OLD, [finding])).toBe('2036-11-20T10:00:00.000Z');
  });

  it('goes no further than two years after its creation for a public image', () => {
    const finding = attributeFinding('deprecation', null, '2099-01-01T00:00:00.000Z');
    expect(at({ ...OLD, public: true }, [finding])).toBe('2028-01-01T00:00:00.000Z');
  });

  it('leaves a public image of more than two years alone, which AWS would not take a date for', () => {
    const createdAt = '2024-11-23T10:09:59.999Z';
    expect(at({ createdAt, public: true }, [attributeFinding('age', createdAt)])).toBeNull();
    expect(at({ createdAt, public: false }, [attributeFinding('age', createdAt)])).not.toBeNull();
    const context = contextOf('deprecate', { state: stateOf({ createdAt, public: true }) });
    expect(deprecate.plan([attributeFinding('age', createdAt)], context)).toEqual([]);
    const younger = '2024-11-23T10:10:00.000Z';
    expect(at({ createdAt: younger, public: true }, [attributeFinding('age', younger)])).toBe(
      '2026-11-23T10:10:00.000Z',
    );
  });

  it.each([null, 'no time'])('does nothing when AWS says %j for when it was made', (createdAt) => {
    expect(at({ createdAt }, isOld)).toBeNull();
  });

  it('does nothing for a finding of another kind, or an image that was not read', () => {
    expect(at(OLD, [tagFinding('Owner')])).toBeNull();
    expect(at(OLD, [])).toBeNull();
    const unread = contextOf('deprecate', { state: { ref: stateOf().ref, observedAt: '' } });
    expect(deprecate.plan(isOld, unread)).toEqual([]);
  });
});
