/** XML that is well or badly formed in a way that the plain reader leaves to others: it reads no attributes, comments or mixed content. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain';
}

const [SPACE, NEWLINE, CARRIAGE_RETURN, TAB] = [32, 10, 13, 9];
const [OPEN, CLOSE, SLASH, QUOTE, AMPERSAND] = [60, 62, 47, 34, 38];
const DECLARATION_END = Buffer.from('?>');

/** A place in an XML text. What begins with `take` moves it past what it took. Throws `NotPlain`. */
export class XmlCursor {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The declaration, if there is one, and the opening tag of the root; answers its name. */
  takeRoot(): Buffer {
    const { bytes } = this;
    if (bytes[0] === OPEN && bytes[1] === 63) {
      const end = bytes.indexOf(DECLARATION_END);
      if (end < 0) throw new NotPlain();
      this.at = end + DECLARATION_END.length;
    }
    this.takeSpace();
    const end = bytes.indexOf(CLOSE, this.at);
    if (bytes[this.at] !== OPEN || end < 0 || bytes[end - 1] === SLASH) throw new NotPlain();
    const tag = bytes.subarray(this.at + 1, end);
    // An odd number of quotes: the bracket stood inside an attribute.
    if (tag.filter((byte) => byte === QUOTE).length % 2 === 1) throw new NotPlain();
    this.at = end + 1;
    const space = tag.indexOf(SPACE);
    return space < 0 ? tag : tag.subarray(0, space);
  }

  /** Whether the closing tag of this name comes next; it is taken then. Else an opening one does. */
  takesClosing(name: Uint8Array): boolean {
    if (this.bytes[this.at] !== OPEN) this.takeSpace();
    if (this.bytes[this.at] !== OPEN) throw new NotPlain();
    if (this.bytes[this.at + 1] !== SLASH) return false;
    this.takeClosing(name);
    return true;
  }

  takeClosing(name: Uint8Array): void {
    const { bytes, at } = this;
    const end = at + 2 + name.length;
    if (bytes[at] !== OPEN || bytes[at + 1] !== SLASH || bytes[end] !== CLOSE) throw new NotPlain();
    if (!this.holds(name, at + 2)) throw new NotPlain();
    this.at = end + 1;
  }

  /** Whether `<name>` or `<name/>` comes next. */
  opens(name: Uint8Array): boolean {
    const after = this.bytes[this.at + 1 + name.length];
    return (after === CLOSE || after === SLASH) && this.holds(name, this.at + 1);
  }

  /** The name in the opening tag that comes next, which is not taken. */
  openingName(): string {
    const { bytes, at } = this;
    let end = at + 1;
    for (let byte = bytes[end]; byte !== CLOSE && byte !== SLASH; byte = bytes[end]) {
      // An attribute, a comment, a CDATA section or the end.
      if (byte === undefined || byte <= SPACE || byte === 33 || byte === 63) throw new NotPlain();
      end += 1;
    }
    return bytes.toString('utf8', at + 1, end);
  }

  /** The opening tag that comes next, known to be of this name; answers whether it is `<name/>`, which has no content. */
  takesEmpty(name: Uint8Array): boolean {
    const after = this.at + 1 + name.length;
    if (this.bytes[after] === CLOSE) {
      this.at = after + 1;
      return false;
    }
    if (this.bytes[after + 1] !== CLOSE) throw new NotPlain();
    this.at = after + 2;
    return true;
  }

  /** The text up to the next tag. `last`: an earlier text, answered in place of an equal one. */
  takeText(last: string): string {
    const { bytes, at: start } = this;
    let [end, seen, isSpecial] = [start, 0, false];
    for (let byte = bytes[end]; byte !== OPEN; byte = bytes[end]) {
      if (byte === undefined) throw new NotPlain();
      seen |= byte;
      isSpecial ||= byte === AMPERSAND || byte === CARRIAGE_RETURN;
      end += 1;
    }
    this.at = end;
    const isAscii = seen < 128;
    if (isAscii && !isSpecial && last.length === end - start && this.isText(last, start)) return last;
    // A string of its own, not a part of the whole text, which would live as long as any part of it.
    const text = bytes.toString(isAscii ? 'latin1' : 'utf8', start, end);
    if (isSpecial) return decoded(text);
    return (bytes[start] ?? OPEN) <= SPACE && text.includes('\n') && text.trim() === '' ? '' : text;
  }

  /** The element that comes next, whatever it holds. */
  takeElement(): void {
    let depth = 0;
    do {
      const start = this.bytes.indexOf(OPEN, this.at);
      const end = this.bytes.indexOf(CLOSE, start);
      if (start < 0 || end < 0) throw new NotPlain();
      this.at = start;
      if (this.bytes[start + 1] === SLASH) depth -= 1;
      else {
        this.openingName();
        if (this.bytes[end - 1] !== SLASH) depth += 1;
      }
      this.at = end + 1;
    } while (depth > 0);
  }

  // Without a line break it would be text to the SDK.
  private takeSpace(): void {
    let hasBreak = this.at === 0;
    const start = this.at;
    for (let byte = this.bytes[this.at]; byte !== OPEN; byte = this.bytes[this.at]) {
      if (byte !== SPACE && byte !== NEWLINE && byte !== CARRIAGE_RETURN && byte !== TAB)
        throw new NotPlain();
      hasBreak ||= byte === NEWLINE;
      this.at += 1;
    }
    if (!hasBreak && this.at > start) throw new NotPlain();
  }

  private holds(name: Uint8Array, at: number): boolean {
    for (let index = 0; index < name.length; index += 1)
      if (this.bytes[at + index] !== name[index]) return false;
    return true;
  }

  private isText(text: string, at: number): boolean {
    // From the end: names and ids differ there.
    for (let index = text.length - 1; index >= 0; index -= 1)
      if (this.bytes[at + index] !== text.charCodeAt(index)) return false;
    return true;
  }
}

const ENTITY = /&(?:#x([0-9a-fA-F]{1,4})|#(\d{1,4})|(amp|lt|gt|quot|apos));/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decoded = (text: string): string => {
  if (text.includes('\r') || text.replaceAll(ENTITY, '').includes('&')) throw new NotPlain();
  const read = text.replaceAll(
    ENTITY,
    (_, hex: string | undefined, decimal: string | undefined, name: string | undefined) =>
      name === undefined
        ? String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : (NAMED[name] ?? ''),
  );
  return read.trim() === '' && read.includes('\n') ? '' : read;
};
