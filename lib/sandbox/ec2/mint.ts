/** Makes ids that look like AWS's, the same ones for the same seed and order. */
export interface Mint {
  /** Such as `ami-0` and 16 hex digits. */
  id(prefix: 'ami' | 'snap' | 'vol' | 'i' | 'r' | 'lt' | 'import-ami' | 'export-ami'): string;
  uuid(): string;
  /** The next place in the order of all resources. */
  sequence(): number;
}

/** The world's share of the sandbox's chance: Marsaglia's xorshift, 32 bits. */
export const createMint = (seed: number): Mint => {
  // Zero is the one state that xorshift never leaves.
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1;
  let last = 0;
  const word = (): string => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, '0');
  };
  return {
    id: (prefix) => `${prefix}-0${word()}${word()}`,
    uuid: () => {
      const hex = word() + word() + word() + word();
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    sequence: () => ++last,
  };
};
