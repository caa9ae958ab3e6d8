import { Fault } from '../../model/fault.ts';
import type { KnownImage } from '../../model/inventory.ts';
import { subjectKey } from '../../model/subject.ts';
import type { CountChange, Inventory, Versioned } from '../../ports/inventory.ts';
import { ROUNDS } from '../record-findings.ts';
import { afterLook, type EventLook } from './after-look.ts';

/**
 * Keeps what an event's look saw, and answers by how much that changed the counts of the place. `early`: the image as it was known
 * before it was looked at. A write names its version, so that it may be decided on that; to leave all as it is may not. Rejects with `Fault`.
 */
export const keepImage = async (
  look: EventLook,
  inventory: Inventory,
  early?: Versioned<KnownImage> | null,
): Promise<CountChange> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const isEarly = round === 0 && early !== undefined;
    const known = isEarly ? early : await inventory.image(look.ref);
    const keeping = afterLook(known?.value ?? null, look);
    if (keeping.kind === 'leave') {
      if (isEarly) continue;
      return {};
    }
    const version = known?.version ?? 0;
    const { counts } = keeping;
    const isKept =
      keeping.kind === 'put'
        ? await inventory.putImage(keeping.image, version, counts)
        : await inventory.dropImage(look.ref, version, counts);
    if (isKept) return counts;
  }
  throw new Fault('putImage', 'Contended', `${subjectKey(look.ref)} is being written by others`, {
    retryable: true,
  });
};
