import { sha256Hex } from '../model/hash.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;

/**
 * The last of the instants at which something's week begins, in milliseconds: each thing has a week of its own, by a hash of its id, so
 * that what is done once a week is spread over all of it.
 */
export const weekBegan = (id: string, now: number): number => {
  const offset = (Number.parseInt(sha256Hex(id).slice(0, 8), 16) / 2 ** 32) * WEEK_MS;
  return Math.floor((now - offset) / WEEK_MS) * WEEK_MS + offset;
};
