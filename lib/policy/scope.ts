import type { Datum, ImageFacts } from '../model/image.ts';
import type { Organization } from '../model/organization.ts';
import type { Match } from '../model/policy.ts';
import type { Severity } from '../model/words.ts';
import { globMatches } from './glob.ts';
import { accountIn, unitHoldsAccount } from './membership.ts';

/** Whether a scope holds; `unknown` when a datum that it asks for is not to be had. */
export type Scope = 'yes' | 'no' | 'unknown';

/** What scopes are held against. Null and datums other than `known`: not known, and so `unknown` to what asks for it. */
export interface ScopeSubject {
  readonly account: string;
  readonly region: string;
  /** False for an account-region: no scope of images holds there. */
  readonly hasImage: boolean;
  readonly image: string | null;
  readonly facts: Datum<Pick<ImageFacts, 'name' | 'tags'>>;
  readonly organization: Organization | null;
  readonly severity: Severity | null;
}

/** All members must hold (one `no` decides, whatever is unknown), each by any one of its values; tags by every one named. */
export const inScope = (match: Match, subject: ScopeSubject): Scope => {
  let scope: Scope = 'yes';
  // The cheapest first, and no further than the first `no`: asked for each override with every subject.
  for (const condition of CONDITIONS) {
    const holds = condition(match, subject);
    if (holds === 'no') return 'no';
    if (holds === 'unknown') scope = 'unknown';
  }
  return scope;
};

/** Whether a scope asks for what DescribeImages tells: the image's tags or its name. */
export const asksForImage = (match: Match): boolean =>
  match.imageTags !== undefined || (match.images?.some((image) => image.startsWith('name:')) ?? false);

const says = (holds: boolean): Scope => (holds ? 'yes' : 'no');

const accountsHold = ({ accounts }: Match, { account }: ScopeSubject): Scope =>
  accounts === undefined ? 'yes' : says(accounts.includes(account));

const regionsHold = ({ regions }: Match, { region }: ScopeSubject): Scope =>
  regions === undefined ? 'yes' : says(regions.some((glob) => globMatches(glob, region)));

const severityHolds = ({ severity: wanted }: Match, { severity }: ScopeSubject): Scope => {
  if (wanted === undefined) return 'yes';
  return severity === null ? 'unknown' : says(wanted.includes(severity));
};

const unitsHold = (match: Match, { account, organization }: ScopeSubject): Scope => {
  if (match.units === undefined && match.accountTags === undefined) return 'yes';
  // An account that the organisation does not list yet is new: nobody can say where it stands.
  const member = organization === null ? null : accountIn(organization, account);
  if (member === null) return 'unknown';
  const units = match.units === undefined || match.units.some((unit) => unitHoldsAccount(unit, member));
  return says(units && (match.accountTags === undefined || tagsHold(match.accountTags, member.tags)));
};

const imagesHold = ({ images: wanted }: Match, { hasImage, image, facts }: ScopeSubject): Scope => {
  if (wanted === undefined) return 'yes';
  if (!hasImage) return 'no';
  const scopes = wanted.map((entry): Scope => {
    if (!entry.startsWith('name:')) return image === null ? 'unknown' : says(entry === image);
    if (facts.kind !== 'known') return 'unknown';
    const name = facts.value.name;
    // An image has a name (RegisterImage asks for one): one that AWS left out is not known.
    return name === null ? 'unknown' : says(globMatches(entry.slice('name:'.length), name));
  });
  if (scopes.includes('yes')) return 'yes';
  return scopes.includes('unknown') ? 'unknown' : 'no';
};

const imageTagsHold = ({ imageTags: wanted }: Match, { hasImage, facts }: ScopeSubject): Scope => {
  if (wanted === undefined) return 'yes';
  if (!hasImage) return 'no';
  return facts.kind === 'known' ? says(tagsHold(wanted, facts.value.tags)) : 'unknown';
};

const tagsHold = (
  wanted: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
): boolean =>
  Object.entries(wanted).every(
    ([tag, glob]) => Object.hasOwn(tags, tag) && globMatches(glob, tags[tag] ?? ''),
  );

const CONDITIONS = [accountsHold, regionsHold, severityHolds, unitsHold, imagesHold, imageTagsHold];
