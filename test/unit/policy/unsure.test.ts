import { describe, expect, it } from 'vitest';
import type { Datum, Fact, SubjectState } from '../../../lib/model/image.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { unsureFailure } from '../../../lib/policy/unsure.ts';
import { exampleOrganization } from '../../cases/organization.ts';

const now = new Date('2026-09-01T12:00:00Z');
const at = { account: '222233334444', region: 'eu-west-1' };
const image = buildState({ ...at, image: {} }, exampleOrganization, now);
const instance = buildState({ ...at, instance: {}, image: {} }, exampleOrganization, now);

const fault: Datum<never> = {
  kind: 'fault',
  operation: 'DescribeIt',
  code: 'Throttled',
  message: 'slower',
  retryable: true,
};
const without = (state: SubjectState, fact: Fact, datum: Datum<never> = fault): SubjectState => ({
  ...state,
  [fact]: datum,
});

describe('unsureFailure', () => {
  it('names the image where its name or tags are asked for', () => {
    for (const match of [{ images: ['name:a'] }, { imageTags: { a: 'b' } }]) {
      expect(unsureFailure(without(image, 'image'), [{}, match], 'override a')).toEqual({
        detail: { kind: 'unreadable', datum: 'image', code: 'Throttled' },
        reason:
          'Whether override a holds cannot be told. The image could not be read: DescribeIt answered Throttled (slower).',
      });
    }
  });

  it('names the instance where an image is asked for by its id', () => {
    const match = { images: ['ami-0123456789abcdef0'] };
    expect(unsureFailure(without(instance, 'instance'), [match], 'waiver W')).toEqual({
      detail: { kind: 'unreadable', datum: 'instance', code: 'Throttled' },
      reason:
        'Whether waiver W holds cannot be told. The instance could not be read: DescribeIt answered Throttled (slower).',
    });
    expect(unsureFailure(without(instance, 'image'), [match], 'waiver W').detail).toEqual({
      kind: 'unreadable',
      datum: 'organization',
      code: 'AccountUnknown',
    });
  });

  it('names an instance for its image alone', () => {
    const blind = without(without(instance, 'instance'), 'image', { ...fault, code: 'Denied' });
    expect(
      unsureFailure(blind, [{ units: ['Root'] }, { images: ['ami-1'] }], 'override a').detail,
    ).toMatchObject({
      datum: 'instance',
    });
    expect(unsureFailure(blind, [{ imageTags: { a: 'b' } }], 'override a').detail).toMatchObject({
      datum: 'image',
    });
  });

  it('names the organisation where nothing else is asked for, or all else is known', () => {
    const failure = {
      detail: { kind: 'unreadable', datum: 'organization', code: 'AccountUnknown' },
      reason:
        'Whether the match of a holds cannot be told: the organisation does not list account 222233334444.',
    };
    expect(unsureFailure(without(image, 'image'), [{ units: ['Root'] }], 'the match of a')).toEqual(failure);
    expect(unsureFailure(image, [{ units: ['Root'], imageTags: { a: 'b' } }], 'the match of a')).toEqual(
      failure,
    );
    expect(unsureFailure(instance, [{ units: ['Root'], images: ['name:b'] }], 'the match of a')).toEqual(
      failure,
    );
  });

  it('throws for what nobody has read', () => {
    const unread = { kind: 'unread' } as const;
    expect(() =>
      unsureFailure(without(image, 'image', unread), [{ imageTags: { a: 'b' } }], 'override a'),
    ).toThrow(
      'override a asks for the image of 222233334444/eu-west-1/ami-0123456789abcdef0, which nobody has read',
    );
    expect(() =>
      unsureFailure(without(instance, 'instance', unread), [{ images: ['ami-1'] }], 'override a'),
    ).toThrow(
      'override a asks for the instance of 222233334444/eu-west-1/i-0123456789abcdef0, which nobody has read',
    );
  });
});
