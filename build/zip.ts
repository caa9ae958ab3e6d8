import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const STORED = 0;
const DEFLATED = 8;
// The first of January 1980, the earliest that the format knows: the same files make the same zip on any day.
const DATE = 0x21;
// A regular file on Unix that everybody may read.
const MADE_BY_UNIX = (3 << 8) | VERSION;
const MODE = (0o100644 << 16) >>> 0;

/** The files of a zip by their paths in it. Throws on what is no zip. */
export const readZip = (zip: Buffer): ReadonlyMap<string, Buffer> => {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new Error('this is no zip');
  const files = new Map<string, Buffer>();
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const size = zip.readUInt32LE(entry + 20);
    const nameEnd = entry + 46 + zip.readUInt16LE(entry + 28);
    const local = zip.readUInt32LE(entry + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + size);
    const isStored = zip.readUInt16LE(entry + 10) === STORED;
    files.set(zip.toString('utf8', entry + 46, nameEnd), isStored ? packed : inflateRawSync(packed));
    entry = nameEnd + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  return files;
};

/** A zip of these files, packed as tightly as deflate can; without dates, so that it depends on nothing else. */
export const writeZip = (files: ReadonlyMap<string, Buffer>): Buffer => {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content, { level: 9, memLevel: 9 });
    // What both headers hold: version, flags, method, time, date, checksum, sizes, lengths of name and extra field.
    const shared = numbers(
      [2, VERSION],
      [2, UTF8_NAMES],
      [2, DEFLATED],
      [2, 0],
      [2, DATE],
      [4, crc32(content)],
    );
    const sizes = numbers([4, packed.length], [4, content.length], [2, name.length], [2, 0]);
    const body = Buffer.concat([numbers([4, LOCAL]), shared, sizes, name, packed]);
    const more = numbers([2, 0], [2, 0], [2, 0], [4, MODE], [4, offset]);
    directory.push(numbers([4, CENTRAL], [2, MADE_BY_UNIX]), shared, sizes, more, name);
    bodies.push(body);
    offset += body.length;
  }
  const central = Buffer.concat(directory);
  const count = files.size;
  const end = numbers(
    [4, END],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, central.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...bodies, central, end]);
};

/** Numbers of 2 or 4 bytes, little-endian. */
const numbers = (...fields: readonly (readonly [2 | 4, number])[]): Buffer =>
  Buffer.concat(
    fields.map(([bytes, value]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
