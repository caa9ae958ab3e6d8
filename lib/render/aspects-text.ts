import type { Aspects } from '../model/plan.ts';
import { exceptPrincipals, type Principal } from '../model/principal.ts';
import type { AccountNames } from './alert-options.ts';
import { principalList } from './principal-text.ts';
import type { Wording } from './wording.ts';

/** What became different between two readings of a subject: a full sentence for each thing, or that nothing did. */
export const changeText = (
  before: Aspects,
  after: Aspects,
  options: AccountNames,
  wording: Wording,
): string => {
  const parts = [
    ...principalChange(before.launchPermission, after.launchPermission, '', options, wording),
    ...(after.snapshotSharing ?? []).flatMap(({ snapshot, principals }) => {
      const was = before.snapshotSharing?.find((share) => share.snapshot === snapshot)?.principals;
      return principalChange(was, principals, ` (${wording.id(snapshot)})`, options, wording);
    }),
    ...copyChange(before, after, options, wording),
    ...tagChange(before, after, wording),
    ...valueChange('Deprecation', before.deprecatedAt, after.deprecatedAt, wording),
    ...valueChange('State', before.state, after.state, wording),
    ...Object.entries(after.guardrails ?? {}).flatMap(([rail, now]) =>
      valueChange(rail, before.guardrails?.[rail as keyof typeof before.guardrails], now, wording),
    ),
  ];
  return parts.length > 0 ? parts.join(' ') : 'Changed nothing.';
};

/** A subject as it was read last: one phrase for each thing, without a full stop. */
export const nowText = (aspects: Aspects, options: AccountNames, wording: Wording): string => {
  const { launchPermission, snapshotSharing, tags, deprecatedAt, state, guardrails, copies } = aspects;
  const parts = [
    launchPermission === undefined
      ? null
      : `shared with ${principalList(launchPermission, options, wording)}`,
    ...(snapshotSharing ?? []).map(
      ({ snapshot, principals }) =>
        `${wording.id(snapshot)} shared with ${principalList(principals, options, wording)}`,
    ),
    tags === undefined || launchPermission !== undefined ? null : tagText(tags, wording),
    deprecatedAt === undefined || launchPermission !== undefined
      ? null
      : `deprecation ${wording.id(deprecatedAt ?? 'none')}`,
    state === undefined ? null : `state ${wording.id(state)}`,
    ...Object.entries(guardrails ?? {}).map(([rail, value]) => `${rail} ${wording.id(value)}`),
    ...(copies ?? []).map(
      ({ image, state: name, launchPermission: shared }) =>
        `copy ${wording.id(image)} ${wording.id(name)}, shared with ${principalList(shared, options, wording)}`,
    ),
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'nothing was read' : parts.join('; ');
};

const principalChange = (
  before: readonly Principal[] | undefined,
  after: readonly Principal[] | undefined,
  where: string,
  options: AccountNames,
  wording: Wording,
): readonly string[] => {
  if (before === undefined || after === undefined) return [];
  const removed = exceptPrincipals(before, after);
  const added = exceptPrincipals(after, before);
  return [
    ...(removed.length > 0 ? [`Removed ${principalList(removed, options, wording)}${where}.`] : []),
    ...(added.length > 0 ? [`Gave back ${principalList(added, options, wording)}${where}.`] : []),
  ];
};

const copyChange = (
  { copies: before }: Aspects,
  { copies: after }: Aspects,
  options: AccountNames,
  wording: Wording,
): readonly string[] => {
  if (before === undefined || after === undefined) return [];
  const was = new Map(before.map((copy) => [copy.image, copy]));
  const is = new Set(after.map(({ image }) => image));
  return [
    ...after.flatMap(({ image, launchPermission }) => {
      const earlier = was.get(image);
      return earlier === undefined
        ? [`Made the encrypted copy ${wording.id(image)}.`]
        : principalChange(
            earlier.launchPermission,
            launchPermission,
            ` (copy ${wording.id(image)})`,
            options,
            wording,
          );
    }),
    ...before.flatMap(({ image }) => (is.has(image) ? [] : [`Took the copy ${wording.id(image)} away.`])),
  ];
};

const tagChange = (
  { tags: before }: Aspects,
  { tags: after }: Aspects,
  wording: Wording,
): readonly string[] => {
  if (before === undefined || after === undefined) return [];
  const set = Object.entries(after).filter(([tag, value]) => before[tag] !== value);
  const removed = Object.keys(before).filter((tag) => !Object.hasOwn(after, tag));
  return [
    ...set.map(([tag, value]) => `Set tag ${wording.id(tag)} to ${wording.id(value)}.`),
    ...removed.map((tag) => `Removed tag ${wording.id(tag)}.`),
  ];
};

const valueChange = (
  name: string,
  before: string | null | undefined,
  after: string | null | undefined,
  wording: Wording,
): readonly string[] =>
  before === undefined || after === undefined || before === after
    ? []
    : [`${name}: ${wording.id(before ?? 'none')} before, ${wording.id(after ?? 'none')} now.`];

const tagText = (tags: Readonly<Record<string, string>>, wording: Wording): string => {
  const keys = Object.keys(tags).toSorted();
  return keys.length === 0 ? 'no tags' : `tags ${keys.map((tag) => wording.id(tag)).join(', ')}`;
};
