import { randomUuid, seededRandom } from '../random.ts';

/** Makes ids that look like AWS's, the same ones for the same seed and order. */
export interface Mint {
  /** Such as `ami-0` and 16 hex digits. */
  id(
    prefix: 'ami' | 'snap' | 'vol' | 'i' | 'r' | 'lt' | 'import-ami' | 'export-ami' | 'replacevol' | 'amiur',
  ): string;
  uuid(): string;
  /** The next place in the order of all resources. */
  sequence(): number;
}

export const createMint = (seed: number): Mint => {
  const random = seededRandom(seed);
  let last = 0;
  const word = (): string =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return {
    id: (prefix) => `${prefix}-0${word()}${word()}`,
    uuid: () => randomUuid(random),
    sequence: () => ++last,
  };
};
