import { Fault } from '../../model/fault.ts';
import type { Datum, SubjectState } from '../../model/image.ts';
import type { KnownPlace } from '../../model/inventory.ts';
import { type AccountRegion, GUARDRAIL_FACTS, subjectKey } from '../../model/subject.ts';
import type { Inventory } from '../../ports/inventory.ts';
import { ROUNDS } from '../record-findings.ts';

type Places = Pick<Inventory, 'place' | 'putPlace'>;

/** The place with the guard rails that were seen; the later look at each wins. */
export const withGuardrails = (known: KnownPlace, state: SubjectState): KnownPlace => {
  const later = GUARDRAIL_FACTS.flatMap((fact) => {
    const datum: Datum<unknown> | undefined = state[fact];
    const held = known.guardrails[fact];
    if (datum?.kind !== 'known' || (held !== undefined && held.readAt >= state.observedAt)) return [];
    return [[fact, { value: datum.value, readAt: state.observedAt }] as const];
  });
  if (later.length === 0) return known;
  return { ...known, guardrails: { ...known.guardrails, ...Object.fromEntries(later) } };
};

/** Keeps the guard rails that were seen. Rejects with `Fault`. */
export const keepGuardrails = (place: AccountRegion, state: SubjectState, inventory: Places): Promise<void> =>
  change(place, (known) => withGuardrails(known, state), inventory);

/**
 * How exact `heardAt` is. Whoever looks for silence thinks in days, the daily sweep notes it as well, and where events are few and spread
 * over many account-regions a write for each would be as dear as the event.
 */
const HEARD_MS = 12 * 60 * 60_000;

/** When each place was last noted as heard from, by this process: account/region to milliseconds. */
export type HeardPlaces = Map<string, number>;

/** Notes that a place was heard from, twice a day at most. Rejects with `Fault`. */
export const hear = async (
  { account, region }: AccountRegion,
  now: Date,
  heard: HeardPlaces,
  inventory: Places,
): Promise<void> => {
  const place = { account, region };
  const key = subjectKey(place);
  if (now.getTime() - (heard.get(key) ?? -Infinity) < HEARD_MS) return;
  // Before the write: events beside this one need not write as well.
  heard.set(key, now.getTime());
  try {
    await change(place, (known) => heardFrom(known, now), inventory);
  } catch (fault) {
    heard.delete(key);
    throw fault;
  }
};

/** The place as heard from at an instant, unless it was a moment ago already. */
const heardFrom = (known: KnownPlace, now: Date): KnownPlace => {
  const { heardAt } = known;
  const isRecent = heardAt !== null && now.getTime() - Date.parse(heardAt) < HEARD_MS;
  return isRecent ? known : { ...known, heardAt: now.toISOString() };
};

const change = async (
  place: AccountRegion,
  decide: (known: KnownPlace) => KnownPlace,
  inventory: Places,
): Promise<void> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { value, version } = await inventory.place(place);
    const changed = decide(value);
    if (changed === value || (await inventory.putPlace(changed, version))) return;
  }
  throw new Fault('putPlace', 'Contended', `${subjectKey(place)} is being written by others`, {
    retryable: true,
  });
};
