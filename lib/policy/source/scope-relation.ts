import type { Match } from '../../model/policy.ts';
import { globMatches } from '../glob.ts';
import type { Steps } from './steps.ts';

type Tags = Readonly<Record<string, string>>;

/** Whether every subject of `inner` is one of `outer`, as far as the texts alone show it. False when the steps run out. */
export const contains = (outer: Match, inner: Match, steps: Steps): boolean =>
  each(outer.accounts, inner.accounts, steps, sameIn) &&
  each(outer.units, inner.units, steps, unitIn) &&
  each(outer.regions, inner.regions, steps, globIn) &&
  each(outer.images, inner.images, steps, imageIn) &&
  each(outer.severity, inner.severity, steps, sameIn) &&
  tagsIn(outer.accountTags, inner.accountTags) &&
  tagsIn(outer.imageTags, inner.imageTags);

/** Whether no subject can be one of both, as far as the texts alone show it. False when the steps run out. */
export const disjoint = (a: Match, b: Match, steps: Steps): boolean =>
  none(a.accounts, b.accounts, steps, different) ||
  none(a.severity, b.severity, steps, different) ||
  none(a.units, b.units, steps, unitsApart) ||
  none(a.regions, b.regions, steps, globsApart) ||
  none(a.images, b.images, steps, imagesApart) ||
  tagsApart(a.accountTags, b.accountTags) ||
  tagsApart(a.imageTags, b.imageTags);

type Relation = (one: string, other: string) => boolean;

/** What the outer scope does not ask for holds everywhere; of what it asks for, each inner entry must lie in an outer one. */
const each = (
  outer: readonly string[] | undefined,
  inner: readonly string[] | undefined,
  steps: Steps,
  lies: (inner: string, outer: string) => boolean,
): boolean => {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  if (lies === sameIn) {
    if (!steps.take(outer.length + inner.length)) return false;
    const known = new Set(outer);
    return inner.every((entry) => known.has(entry));
  }
  if (!steps.take(outer.length * inner.length)) return false;
  return inner.every((entry) => outer.some((candidate) => lies(entry, candidate)));
};

const none = (
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
  steps: Steps,
  apart: Relation,
): boolean => {
  if (a === undefined || b === undefined) return false;
  if (apart === different) {
    if (!steps.take(a.length + b.length)) return false;
    const known = new Set(a);
    return b.every((entry) => !known.has(entry));
  }
  if (!steps.take(a.length * b.length)) return false;
  return a.every((one) => b.every((other) => apart(one, other)));
};

const sameIn: Relation = (inner, outer) => inner === outer;
const different: Relation = (one, other) => one !== other;
const isPath = (unit: string): boolean => unit.startsWith('Root');
const below: Relation = (inner, outer) => inner === outer || inner.startsWith(`${outer}/`);
const unitIn: Relation = (inner, outer) =>
  isPath(inner) && isPath(outer) ? below(inner, outer) : inner === outer;
const unitsApart: Relation = (one, other) =>
  isPath(one) && isPath(other) && !below(one, other) && !below(other, one);

const WILD = /[*?]/;
const beforeWild = (glob: string): string => glob.slice(0, glob.search(WILD));
const endsWild = (glob: string): boolean => glob.indexOf('*') === glob.length - 1;

/** A text in a glob, the same glob, or `a-b-*` in `a-*`. */
const globIn: Relation = (inner, outer) => {
  if (inner === outer || outer === '*') return true;
  if (!WILD.test(inner)) return globMatches(outer, inner);
  return endsWild(outer) && !outer.includes('?') && beforeWild(inner).startsWith(outer.slice(0, -1));
};

const globsApart: Relation = (one, other) => {
  const [isWild, isOtherWild] = [WILD.test(one), WILD.test(other)];
  if (!isWild) return !globMatches(other, one);
  if (!isOtherWild) return !globMatches(one, other);
  const [start, otherStart] = [beforeWild(one), beforeWild(other)];
  return !start.startsWith(otherStart) && !otherStart.startsWith(start);
};

const NAME = 'name:';
const isName = (image: string): boolean => image.startsWith(NAME);

const imageIn: Relation = (inner, outer) => {
  if (inner === outer) return true;
  return isName(inner) && isName(outer) && globIn(inner.slice(NAME.length), outer.slice(NAME.length));
};

/** Of an image by its id nobody knows the name here. */
const imagesApart: Relation = (one, other) => {
  if (isName(one) !== isName(other)) return false;
  return isName(one) ? globsApart(one.slice(NAME.length), other.slice(NAME.length)) : one !== other;
};

const valueOf = (tags: Tags, tag: string): string | null =>
  Object.hasOwn(tags, tag) ? (tags[tag] ?? null) : null;

const tagsIn = (outer: Tags | undefined, inner: Tags | undefined): boolean =>
  Object.entries(outer ?? {}).every(([tag, glob]) => {
    const value = inner === undefined ? null : valueOf(inner, tag);
    return value !== null && globIn(value, glob);
  });

const tagsApart = (a: Tags | undefined, b: Tags | undefined): boolean =>
  Object.entries(a ?? {}).some(([tag, glob]) => {
    const value = b === undefined ? null : valueOf(b, tag);
    return value !== null && globsApart(glob, value);
  });
