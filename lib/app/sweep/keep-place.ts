import type { KnownPlace } from '../../model/inventory.ts';
import type { AccountRegion } from '../../model/subject.ts';
import { Fault } from '../../model/fault.ts';
import type { Inventory } from '../../ports/inventory.ts';

const ROUNDS = 5;

/** Writes what `change` makes of a place, anew where somebody else was faster. Rejects with `Fault`. */
export const keepPlace = async (
  inventory: Inventory,
  place: AccountRegion,
  change: (known: KnownPlace) => KnownPlace,
): Promise<void> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { value, version } = await inventory.place(place);
    if (await inventory.putPlace(change(value), version)) return;
  }
  const what = `${place.account}/${place.region} is being written by others`;
  throw new Fault('putPlace', 'Contended', what, { retryable: true });
};
