import * as z from 'zod/mini';
import { TROUBLES, type CoverageEntry } from './coverage.ts';
import { AccountId, Region } from './ids.ts';

const text = z.string();

/** A coverage entry as it is stored. */
export const CoverageEntrySchema: z.ZodMiniType<CoverageEntry> = z.object({
  place: z.object({ account: AccountId, region: Region }),
  expectation: z.enum(['expected', 'suspended', 'disabled', 'excluded', 'gone']),
  expectedSince: text,
  attempt: z.nullable(
    z.object({
      sweep: text,
      at: text,
      fault: z.nullable(z.object({ operation: text, code: text, message: text })),
      failures: z.exactOptional(z.number()),
    }),
  ),
  told: z.nullable(z.object({ status: z.enum(TROUBLES), since: text })),
});
