import { sha256Hex } from '../model/hash.ts';
import type { Plan, Write } from '../model/plan.ts';

/** First 16 hex digits of the SHA-256 of what a plan does and why, whenever it was made: two plans of the same content ask people the same. */
export const planContent = ({ actions, approval }: Plan): string =>
  sha256Hex(
    JSON.stringify([
      approval ?? null,
      actions.map(({ action, rule, findings, writes }) => [action, rule, findings, writes.map(timeless)]),
    ]),
  ).slice(0, 16);

/** A date that is always so far from now is the same at any time. */
const timeless = (write: Write): Write | string =>
  write.kind === 'deprecation' && write.at !== null ? write.kind : write;
