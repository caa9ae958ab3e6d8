const FIRST_SIZE = 1 << 12;
const FULLEST = 0.6;

/**
 * Remembers texts by 64 bits each, in flat memory: a million of them take some 16 MB, and a Set of the texts ten times that. Two
 * texts of a million are taken for the same one with a chance of less than one in ten million.
 */
export class Seen {
  // Pairs of halves; an empty place holds zeros.
  #table = new Uint32Array(2 * FIRST_SIZE);
  #count = 0;

  /** Answers whether the text is new, and remembers it. */
  add(text: string): boolean {
    const [high, low] = hash(text);
    if (!place(this.#table, high, low)) return false;
    this.#count += 1;
    if (this.#count > (this.#table.length / 2) * FULLEST) this.#grow();
    return true;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#table.length * 2);
    for (let at = 0; at < this.#table.length; at += 2) {
      const [high = 0, low = 0] = [this.#table[at], this.#table[at + 1]];
      if (high !== 0 || low !== 0) place(larger, high, low);
    }
    this.#table = larger;
  }
}

/** Answers false when the pair is there already. The table must have room. */
const place = (table: Uint32Array, high: number, low: number): boolean => {
  const mask = table.length - 1;
  for (let at = (low * 2) & mask; ; at = (at + 2) & mask) {
    if (table[at] === high && table[at + 1] === low) return false;
    if (table[at] === 0 && table[at + 1] === 0) {
      table[at] = high;
      table[at + 1] = low;
      return true;
    }
  }
};

/** Two FNV-1a hashes of 32 bits, of different beginnings, each mixed at the end (MurmurHash3's finalizer). */
const hash = (text: string): readonly [number, number] => {
  let one = 0x811c9dc5;
  let two = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ unit, 0x5bd1e995);
  }
  return [mix(one), (mix(two) | 1) >>> 0];
};

const mix = (value: number): number => {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return (second ^ (second >>> 16)) >>> 0;
};
