import type { Match, SourcePosition, Waiver } from '../../model/policy.ts';

/** `lapsed`: it covers nothing any more. `soon`: it lapses within the time asked for. */
export type WaiverState = 'lapsed' | 'soon' | 'active';

/**
 * A waiver as `ami-warden waivers` tells it. `daysLeft` are begun days; 0 or less when it has lapsed. What a person granted has the
 * finding's id, stands in no file, and has the journal's `entry`.
 */
export interface WaiverRow {
  readonly id: string;
  readonly state: WaiverState;
  readonly daysLeft: number;
  readonly expires: string;
  readonly rules: readonly string[];
  readonly scope: Match;
  readonly principals: readonly string[] | null;
  readonly owner: string;
  readonly ticket: string | null;
  readonly approvedBy: string | null;
  readonly reason: string;
  readonly at: SourcePosition | null;
  readonly entry?: string;
}

const DAY = 86_400_000;

/** The waivers as they stand at `now`, the one that lapses first at the top. */
export const waiverRows = (
  waivers: readonly Waiver[],
  now: Date,
  soonSeconds: number,
): readonly WaiverRow[] =>
  waivers
    .toSorted((a, b) => compare(a.expires, b.expires) || compare(a.id, b.id))
    .map((waiver) => {
      const left = Date.parse(waiver.expires) - now.getTime();
      return {
        id: waiver.id,
        state: stateOf(left, soonSeconds),
        // Not -0: it is compared and printed.
        daysLeft: Math.ceil(left / DAY) || 0,
        expires: waiver.expires,
        rules: waiver.rules,
        scope: waiver.match,
        principals: waiver.principals ?? null,
        owner: waiver.owner,
        ticket: waiver.ticket,
        approvedBy: waiver.approvedBy,
        reason: waiver.reason,
        at: waiver.source,
      };
    });

/** `file:line:column` of a waiver, or that it stands in the journal. */
export const placeText = (at: SourcePosition | null): string =>
  at === null ? 'the journal' : `${at.file}:${String(at.line)}:${String(at.column)}`;

/** How a waiver stands that has so many milliseconds left. */
export const stateOf = (left: number, soonSeconds: number): WaiverState => {
  if (left <= 0) return 'lapsed';
  return left <= soonSeconds * 1000 ? 'soon' : 'active';
};

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
