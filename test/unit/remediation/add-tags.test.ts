import { describe, expect, it } from 'vitest';
import { addTags } from '../../../lib/remediation/actions/add-tags.ts';
import { contextOf, EVERYBODY, principalFinding, stateOf, tagFinding } from './samples.ts';

const plan = (
  tags: Readonly<Record<string, string>>,
  missing: readonly string[],
  over: Parameters<typeof contextOf>[1] = {},
) =>
  addTags.plan(
    missing.map((tag) => tagFinding(tag)),
    contextOf('add-tags', { ...over, options: { tags } }),
  );

const set = (tags: Readonly<Record<string, string>>) => [{ kind: 'tags', set: tags, remove: {} }];

describe('add-tags', () => {
  it('sets what is missing and has a default, and nothing that has none', () => {
    expect(plan({ CostCenter: '0000', Stage: 'dev' }, ['Owner', 'CostCenter'])).toEqual(
      set({ CostCenter: '0000' }),
    );
  });

  it('does nothing without a default, without a missing tag, without options, or for another finding', () => {
    expect(plan({}, ['Owner'])).toEqual([]);
    expect(plan({ Owner: 'x' }, [])).toEqual([]);
    expect(addTags.plan([tagFinding('Owner')], contextOf('add-tags'))).toEqual([]);
    const context = contextOf('add-tags', { options: { tags: { Owner: 'x' } } });
    expect(addTags.plan([principalFinding(EVERYBODY)], context)).toEqual([]);
  });

  it.each([
    ['a value that is off its pattern', 'nobody'],
    ['an empty value', ''],
  ])('never overwrites %s', (_, value) => {
    const state = stateOf({ tags: { Owner: value } });
    const context = contextOf('add-tags', { state, options: { tags: { Owner: 'team@example.com' } } });
    expect(addTags.plan([tagFinding('Owner', value)], context)).toEqual([]);
  });

  it.each(['aws:createdBy', 'AWS:owner'])('never sets %s', (tag) => {
    expect(plan({ [tag]: 'x' }, [tag])).toEqual([]);
  });

  it.each(['constructor', '__proto__'])('knows a tag called %s from what every object has', (tag) => {
    const tags = Object.fromEntries([[tag, 'mine']]);
    expect(plan(tags, [tag])).toEqual(set(tags));
    expect(plan({}, [tag])).toEqual([]);
  });

  it('puts in who made the image, when, and where', () => {
    expect(
      plan({ Owner: '{creator}', Made: 'on {created} in {account} by {creator}' }, ['Made', 'Owner']),
    ).toEqual(set({ Made: 'on 2026-11-21 in 222233334444 by alice', Owner: 'alice' }));
  });

  it('leaves out a tag whose creator no event has told, and sets the others', () => {
    expect(plan({ Owner: '{creator}', Stage: 'dev' }, ['Owner', 'Stage'], { creator: null })).toEqual(
      set({ Stage: 'dev' }),
    );
    expect(plan({ Owner: 'made by {creator}' }, ['Owner'], { creator: null })).toEqual([]);
  });

  it('leaves out a tag whose time AWS did not tell', () => {
    expect(plan({ Made: '{created}' }, ['Made'], { state: stateOf({ createdAt: null }) })).toEqual([]);
  });

  it('does not take a creator’s name for a placeholder', () => {
    expect(plan({ Owner: '{creator}' }, ['Owner'], { creator: '{account}' })).toEqual(
      set({ Owner: '_account_' }),
    );
  });

  it('writes what EC2 takes for a value: other characters become _, 256 of them at most', () => {
    expect(plan({ Owner: '{creator}' }, ['Owner'], { creator: 'role/ops;*“ä”\n' })).toEqual(
      set({ Owner: 'role/ops___ä__' }),
    );
    const [write] = plan({ Owner: '{creator}' }, ['Owner'], { creator: '😀x'.repeat(200) });
    expect(write).toEqual({ kind: 'tags', set: { Owner: '_x'.repeat(128) }, remove: {} });
    const [letters] = plan({ Owner: '{creator}' }, ['Owner'], { creator: '𝒜'.repeat(300) });
    expect(letters).toEqual({ kind: 'tags', set: { Owner: '𝒜'.repeat(256) }, remove: {} });
  });

  it.each(['', '   '])('does not set the blank value %j, which would fail as much', (value) => {
    expect(plan({ Owner: value }, ['Owner'])).toEqual([]);
  });

  it('does nothing to an image that nobody has read', () => {
    const context = contextOf('add-tags', {
      state: { ref: stateOf().ref, observedAt: '' },
      options: { tags: { Owner: 'x' } },
    });
    expect(addTags.plan([tagFinding('Owner')], context)).toEqual([]);
  });
});
