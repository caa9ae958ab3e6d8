import type { KnownPlace } from '../../model/inventory.ts';
import { subjectKey } from '../../model/subject.ts';
import { ageText } from '../../render/age-text.ts';

/** A place, and when it was looked at whole; ISO 8601. `complete`: that look missed nothing. */
export interface SweptPlace {
  readonly place: string;
  readonly sweptAt: string | null;
  readonly complete: boolean;
  /** Launch permissions that were unknown or due when it ended. */
  readonly permissionsLeft: number;
}

/** How well a place is known. */
export const sweptPlace = ({ place, swept }: KnownPlace): SweptPlace => ({
  place: subjectKey(place),
  sweptAt: swept?.startedAt ?? null,
  complete: swept !== null && swept.gapCount === 0 && swept.permissionsLeft === 0,
  permissionsLeft: swept?.permissionsLeft ?? 0,
});

/** How old what is shown is, in sentences of a line each. */
export const howOld = (places: readonly SweptPlace[], now: Date): readonly string[] => {
  if (places.length === 0) return ['nothing is known of it: `ami-warden scan` looks'];
  const times = places.flatMap(({ sweptAt }) => sweptAt ?? []).toSorted();
  const [oldest] = times;
  const newest = times.at(-1);
  const count = `${String(places.length)} ${places.length === 1 ? 'account and region' : 'accounts and regions'}`;
  const never = places.filter(({ sweptAt }) => sweptAt === null);
  const partly = places.filter(({ sweptAt, complete }) => sweptAt !== null && !complete);
  return [
    oldest === undefined || newest === undefined
      ? `${count}, none looked at to its end yet`
      : `${count}, looked at ${spanText(ageText(oldest, now), ageText(newest, now))} (${oldest})`,
    ...(never.length === 0 || oldest === undefined ? [] : [`never looked at to its end: ${named(never)}`]),
    ...(partly.length === 0 ? [] : [`not all of it could be seen: ${named(partly)}`]),
  ];
};

const spanText = (from: string, to: string): string => (from === to ? from : `${from} to ${to}`);

const NAMED = 5;

const named = (places: readonly SweptPlace[]): string => {
  const first = places.slice(0, NAMED).map(({ place }) => place);
  const rest = places.length - first.length;
  return rest === 0 ? first.join(', ') : `${first.join(', ')} and ${String(rest)} more`;
};
