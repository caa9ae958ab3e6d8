import * as z from 'zod/mini';
import { check } from '../messages.ts';

const Request = z.object({ since: z.exactOptional(z.iso.datetime()) });

/** When the sweep began that asks (ISO 8601); null by the clock. Throws a sentence that says where it is neither. */
export const parseCoverageRequest = (event: unknown): string | null =>
  check(Request, event, 'look at the coverage').since ?? null;
