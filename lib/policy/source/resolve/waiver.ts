import type { Waiver } from '../../../model/policy.ts';
import { compilePattern, patternMatches } from '../../pattern/pattern.ts';
import type { PolicySourceDocument, WaiverSource } from '../schema/document.ts';
import { locate, type Located, type Problem } from '../source-file.ts';
import { resolveMatch, type GroupsByName } from './match.ts';

type WaiverPolicy = NonNullable<PolicySourceDocument['waiverPolicy']>;

/** A waiver as data; `at` is where it stands. */
export const resolveWaiver = (source: WaiverSource, at: Located, groups: GroupsByName): Waiver => ({
  id: source.id,
  rules: source.rules,
  match: resolveMatch(source.match, groups),
  ...(source.principals === undefined ? {} : { principals: source.principals }),
  reason: source.reason,
  owner: source.owner,
  ticket: source.ticket ?? null,
  approvedBy: source.approvedBy ?? null,
  expires: source.expires,
  source: at.at,
});

/** What a waiver may not be: unbounded, without the ticket asked for, or longer than the policy lets it. */
export const checkWaiver = (
  waiver: Waiver,
  at: Located,
  policy: WaiverPolicy,
  now: Date | null,
): readonly Problem[] => {
  const problems: Problem[] = [];
  const tell = (member: string, message: string): void => {
    problems.push({ at: (locate(at, [member]) ?? at).at, message });
  };
  if (!isNarrow(waiver)) {
    tell(
      'match',
      'a waiver for every account and every image: expected accounts, ous, accountTags, images or imageTags that narrow it',
    );
  }
  if (policy.requireTicket !== undefined && !fits(policy.requireTicket, waiver.ticket ?? '')) {
    const what = waiver.ticket === null ? '`ticket` is missing' : JSON.stringify(waiver.ticket);
    tell(
      'ticket',
      `${what}: expected a ticket that matches ${policy.requireTicket} (waiverPolicy.requireTicket)`,
    );
  }
  if (policy.maxDays !== undefined && now !== null && daysUntil(waiver, now) > policy.maxDays) {
    tell(
      'expires',
      `${waiver.expires} is too far away: expected at most ${String(policy.maxDays)} days (waiverPolicy.maxDays)`,
    );
  }
  return problems;
};

/** Waivers that lapsed, or will within the longest of `warnBefore`. */
export const warnOfWaiver = (waiver: Waiver, policy: WaiverPolicy, now: Date): readonly Problem[] => {
  const days = daysUntil(waiver, now);
  if (days <= 0) return [{ at: waiver.source, message: `waiver ${waiver.id} lapsed at ${waiver.expires}` }];
  const warnDays = Math.max(0, ...(policy.warnBefore ?? [])) / 86_400;
  if (days > warnDays) return [];
  return [
    {
      at: waiver.source,
      message: `waiver ${waiver.id} lapses at ${waiver.expires}, in ${String(Math.ceil(days))} days`,
    },
  ];
};

const daysUntil = (waiver: Waiver, now: Date): number =>
  (Date.parse(waiver.expires) - now.getTime()) / 86_400_000;

const isNarrow = ({ match }: Waiver): boolean =>
  match.accounts !== undefined ||
  match.accountTags !== undefined ||
  match.imageTags !== undefined ||
  (match.units?.every((unit) => unit !== 'Root') ?? false) ||
  (match.images?.every((image) => !/^name:[*?]+$/.test(image)) ?? false);

const fits = (pattern: string, text: string): boolean => {
  const compiled = compilePattern(pattern);
  return compiled.ok && patternMatches(compiled.pattern, text);
};
