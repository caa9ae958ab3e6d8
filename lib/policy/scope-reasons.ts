import type { Match } from '../model/policy.ts';
import { accountIn } from './membership.ts';
import { inScope, type Scope, type ScopeSubject } from './scope.ts';

/** Whether one condition of a scope holds, and why: a phrase such as `account 222233334444 is not one of 111122223333`. */
export interface ScopeReason {
  readonly member: keyof Match;
  readonly scope: Scope;
  readonly reason: string;
}

const MEMBERS = ['accounts', 'units', 'regions', 'accountTags', 'images', 'imageTags', 'severity'] as const;

/** Why a scope holds, or does not, or cannot be told: one reason for each of its conditions. */
export const scopeReasons = (match: Match, subject: ScopeSubject): readonly ScopeReason[] =>
  MEMBERS.filter((member) => match[member] !== undefined).map((member) => {
    const scope = inScope({ [member]: match[member] }, subject);
    return { member, scope, reason: phrase(member, match, subject, scope) };
  });

const phrase = (member: keyof Match, match: Match, subject: ScopeSubject, scope: Scope): string => {
  const wanted = match[member];
  const list = Array.isArray(wanted) ? wanted.map(String) : pairs(wanted as Match['imageTags']);
  const asked = some(list);
  const one = list.length === 1 ? asked : `one of ${asked}`;
  const is = scope === 'yes' ? 'is' : scope === 'no' ? 'is not' : 'may be';
  const has = scope === 'yes' ? 'has' : scope === 'no' ? 'has not' : 'may have';
  switch (member) {
    case 'accounts':
      return `account ${subject.account} ${is} ${one}`;
    case 'regions':
      return `region ${subject.region} ${is} ${one}`;
    case 'units':
      return `account ${subject.account} (${standing(subject)}) ${is} in ${one}`;
    case 'accountTags':
      return `account ${subject.account} (${standing(subject)}) ${has} the tags ${asked}`;
    case 'images':
      return `image ${imageText(subject)} ${is} ${one}`;
    case 'imageTags':
      return `image ${imageText(subject)} ${has} the tags ${asked}`;
    case 'severity':
      return `the severity ${is} ${one}`;
  }
};

const pairs = (tags: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.entries(tags).map(([tag, glob]) => `${tag}=${glob}`);

const MOST = 5;

const some = (texts: readonly string[]): string =>
  texts.length <= MOST
    ? texts.join(', ')
    : `${texts.slice(0, MOST).join(', ')} and ${String(texts.length - MOST)} more`;

const standing = ({ account, organization }: ScopeSubject): string => {
  const member = organization === null ? null : accountIn(organization, account);
  return member === null ? 'which the organisation does not list' : member.path;
};

const imageText = ({ hasImage, image, facts }: ScopeSubject): string => {
  if (!hasImage) return '(none: this is about an account and region)';
  const name = facts.kind === 'known' ? facts.value.name : null;
  return name === null ? (image ?? '(unknown)') : `${image ?? ''} "${name}"`.trim();
};
