import type { NotSeen, ScannedPlace } from '../../app/estate/scan-places.ts';
import type { FoundRow, RuleTally } from '../../app/estate/tally.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Severity } from '../../model/words.ts';

/** What a scan has to say. */
export interface ScanReport {
  readonly policy: { readonly name: string; readonly hash: string; readonly from: string };
  readonly startedAt: string;
  readonly endedAt: string;
  /** False when it was stopped, or something was not seen or not judged. */
  readonly complete: boolean;
  readonly stopped: boolean;
  readonly images: number;
  /** Open findings. */
  readonly open: Readonly<Record<Severity, number>>;
  readonly rules: readonly RuleTally[];
  readonly findings: readonly FoundRow[];
  readonly unjudged: readonly { readonly rule: string; readonly why: string }[];
  readonly notSeen: readonly NotSeen[];
  /** How many more of these there are than `notSeen` holds. */
  readonly notSeenBesides: number;
  readonly places: readonly PlaceReport[];
}

interface PlaceReport {
  readonly place: string;
  readonly images: number;
  readonly added: number;
  readonly vanished: number;
  readonly permissionsRead: number;
  readonly permissionsLeft: number;
  readonly calls: Readonly<Record<string, number>>;
  readonly complete: boolean;
}

/** What there is to say of the places that were looked at. */
export const placeReports = (scanned: readonly ScannedPlace[]): readonly PlaceReport[] =>
  scanned.flatMap(({ place, record, done }) =>
    record === null
      ? []
      : [
          {
            place: subjectKey(place),
            images: record.images,
            added: record.added,
            vanished: record.vanished,
            permissionsRead: record.permissionsRead,
            permissionsLeft: record.permissionsLeft,
            calls: record.calls,
            complete: done && record.gapCount === 0 && record.permissionsLeft === 0,
          },
        ],
  );

/** Open findings by severity, over all rules. */
export const openOf = (rules: readonly RuleTally[]): Readonly<Record<Severity, number>> => {
  const sum = (severity: Severity): number => rules.reduce((all, { open }) => all + open[severity], 0);
  return { critical: sum('critical'), high: sum('high'), medium: sum('medium'), low: sum('low') };
};
