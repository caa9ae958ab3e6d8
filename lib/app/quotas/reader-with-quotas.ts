import type { ImageReader } from '../../ports/images.ts';
import type { UsagePorts } from './quota-ports.ts';
import { tellUsage } from './tell-usage.ts';

/** A reader that answers `quotas` from the inventory, and asks AWS for all else. */
export const readerWithQuotas = <Reader extends Pick<ImageReader, 'observeAccountRegion'>>(
  reader: Reader,
  ports: UsagePorts,
): Reader => ({
  ...reader,
  observeAccountRegion: async (ref, facts) => {
    const others = facts.filter((fact) => fact !== 'quotas');
    // Nothing of the account itself is asked for: it need not let anybody in.
    const state =
      others.length === 0
        ? { ref, observedAt: ports.clock.now().toISOString() }
        : await reader.observeAccountRegion(ref, others);
    return facts.includes('quotas') ? { ...state, quotas: await tellUsage(ref, ports) } : state;
  },
});
