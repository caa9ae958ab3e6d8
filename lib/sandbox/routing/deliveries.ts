import type { Faults } from '../faults/faults.ts';
import type { DeliveryPlan } from './router.ts';

// An event overtaken by others comes within these times of them, its double within these of itself.
const OVERTAKEN_WITHIN_MS = 5_000;
const DOUBLED_WITHIN_MS = 2_000;

/** What becomes of each event on its way to a default bus, by the faults' chances and seed: lost, doubled, late, overtaken. */
export const faultyDeliveries =
  (faults: Faults): DeliveryPlan =>
  () => {
    const { spec } = faults;
    if (faults.happens(spec.lost)) return [];
    const within = (milliseconds: number) => 1 + Math.floor(faults.random() * milliseconds);
    const late = faults.happens(spec.late) ? spec.lateMs : 0;
    const overtaken = faults.happens(spec.shuffled) ? within(OVERTAKEN_WITHIN_MS) : 0;
    const first = late + overtaken;
    return faults.happens(spec.doubled) ? [first, first + within(DOUBLED_WITHIN_MS)] : [first];
  };
