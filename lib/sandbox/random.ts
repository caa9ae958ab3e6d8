/** Numbers of a seed: the next one, 0 <= n < 1. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger's 32-bit generator): small, fast, and the same sequence for the same seed everywhere. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** So many characters of this alphabet. */
export const randomText = (random: Random, length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('');

/** An id of UUID's form (version 4), as AWS gives to requests. */
export const randomUuid = (random: Random): string => {
  const hex = (length: number) => randomText(random, length, '0123456789abcdef');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${randomText(random, 1, '89ab')}${hex(3)}-${hex(12)}`;
};
