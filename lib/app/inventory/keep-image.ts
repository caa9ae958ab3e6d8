import { Fault } from '../../model/fault.ts';
import { subjectKey } from '../../model/subject.ts';
import type { CountChange, Inventory } from '../../ports/inventory.ts';
import { ROUNDS } from '../record-findings.ts';
import { afterLook, type EventLook } from './after-look.ts';

/** Keeps what an event's look saw, and answers by how much that changed the counts of the place. Rejects with `Fault`. */
export const keepImage = async (look: EventLook, inventory: Inventory): Promise<CountChange> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const known = await inventory.image(look.ref);
    const keeping = afterLook(known?.value ?? null, look);
    if (keeping.kind === 'leave') return {};
    const version = known?.version ?? 0;
    const { counts } = keeping;
    const held =
      keeping.kind === 'put'
        ? await inventory.putImage(keeping.image, version, counts)
        : await inventory.dropImage(look.ref, version, counts);
    if (held) return counts;
  }
  throw new Fault('putImage', 'Contended', `${subjectKey(look.ref)} is being written by others`, {
    retryable: true,
  });
};
