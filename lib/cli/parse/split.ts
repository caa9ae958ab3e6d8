/** A record's JSON as it stands in the input, or what is wrong where one should be. */
export type Piece =
  { readonly kind: 'record'; readonly text: string } | { readonly kind: 'broken'; readonly reason: string };

// EventBridge's largest event has 256 KiB and CloudTrail's 1 MiB; what is longer is no record, and must not fill the memory.
const MAX_CHARACTERS = 4 * 1024 * 1024;

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isBlank = (code: number): boolean =>
  code === 0x20 || code === NEWLINE || code === 0x0d || code === 0x09;

/**
 * Cuts a stream of text into records without holding more than one: single JSON values, one a line or otherwise after each
 * other, the elements of a list, and the elements of an object's `Records`. It counts brackets only; whether a piece
 * is JSON is for JSON.parse to say.
 */
export class RecordSplitter {
  /** `rest`: behind the Records of a log file, up to its last bracket. */
  #place: 'top' | 'list' | 'rest' = 'top';
  #isLogFile = false;
  #seen = false;

  #isOpen = false;
  #isBare = false;
  #parts: string[] = [];
  #length = 0;
  #from = 0;
  #chunk = '';

  #depth = 0;
  #inString = false;
  #escaped = false;

  #watchesKeys = false;
  #key: string | null = null;
  #keyIsOpen = false;
  #isFirstLine = true;
  #isLineLike = false;
  #atLineStart = false;

  /** Takes the next text; answers the records that end in it. */
  push(chunk: string): readonly Piece[] {
    const pieces: Piece[] = [];
    this.#chunk = chunk;
    this.#from = 0;
    for (let index = 0; index < chunk.length; index++) {
      const code = chunk.charCodeAt(index);
      if (this.#isOpen || this.#place === 'rest') this.#within(code, index, pieces);
      else this.#between(code, index);
    }
    if (this.#isOpen) this.#keep(chunk.length);
    return pieces;
  }

  /** Ends the input; answers what was left open. */
  end(): readonly Piece[] {
    const pieces: Piece[] = [];
    this.#chunk = '';
    this.#from = 0;
    if (this.#isOpen && this.#isBare && this.#place === 'top') this.#emit(0, pieces);
    if (this.#isOpen)
      return [...pieces, { kind: 'broken', reason: 'the input ends in the middle of a record' }];
    if (this.#place !== 'top')
      return [...pieces, { kind: 'broken', reason: 'the input ends before its list of records does' }];
    return this.#seen ? pieces : [{ kind: 'broken', reason: 'the input is empty: expected JSON' }];
  }

  #between(code: number, index: number): void {
    if (isBlank(code) || (code === COMMA && this.#seen)) return;
    this.#seen = true;
    if (this.#place === 'list' && code === CLOSE_LIST) {
      this.#place = this.#isLogFile ? 'rest' : 'top';
      this.#depth = 1;
      return;
    }
    if (this.#place === 'top' && code === OPEN_LIST) {
      this.#place = 'list';
      this.#isLogFile = false;
      return;
    }
    this.#open(code, index);
  }

  #open(code: number, index: number): void {
    const isBracket = code === OPEN_OBJECT || code === OPEN_LIST;
    this.#isOpen = true;
    this.#from = index;
    this.#parts = [];
    this.#length = 0;
    this.#depth = isBracket ? 1 : 0;
    this.#inString = code === QUOTE;
    this.#escaped = false;
    this.#isBare = !isBracket && code !== QUOTE;
    this.#watchesKeys = this.#place === 'top' && code === OPEN_OBJECT;
    this.#key = null;
    this.#keyIsOpen = false;
    this.#isFirstLine = true;
    this.#isLineLike = false;
    this.#atLineStart = false;
  }

  #within(code: number, index: number, pieces: Piece[]): void {
    if (this.#isBare) {
      this.#bare(code, index, pieces);
      return;
    }
    // No string of JSON has a line end in it: one that does was never closed, and must not swallow what follows.
    if (this.#inString && code !== NEWLINE) {
      this.#string(code, index, pieces);
      return;
    }
    this.#inString = false;
    const startsLine = this.#atLineStart;
    this.#atLineStart = false;
    switch (code) {
      case QUOTE:
        this.#inString = true;
        this.#keyIsOpen = this.#watchesKeys && this.#depth === 1 && this.#key === null;
        if (this.#keyIsOpen) this.#key = '';
        return;
      case OPEN_LIST:
        if (this.#watchesKeys && this.#depth === 1 && this.#key === 'Records') this.#enterRecords();
        else this.#depth++;
        return;
      case OPEN_OBJECT:
        if (startsLine) this.#restart(code, index, pieces);
        else this.#depth++;
        return;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        this.#depth--;
        if (this.#depth === 0) this.#close(index, pieces);
        return;
      case COMMA:
        if (this.#depth === 1) this.#key = null;
        return;
      case NEWLINE:
        this.#endLine(index);
        return;
      default:
    }
  }

  #string(code: number, index: number, pieces: Piece[]): void {
    if (this.#escaped) {
      this.#escaped = false;
      return;
    }
    if (code === BACKSLASH) {
      this.#escaped = true;
      return;
    }
    if (code === QUOTE) {
      this.#inString = false;
      this.#keyIsOpen = false;
      if (this.#depth === 0 && this.#isOpen) this.#emit(index + 1, pieces);
      return;
    }
    // Only "Records" is looked for: of longer keys the beginning will do.
    if (this.#keyIsOpen && this.#key !== null && this.#key.length < 16)
      this.#key += String.fromCharCode(code);
  }

  #bare(code: number, index: number, pieces: Piece[]): void {
    const ends = code === NEWLINE || (this.#place === 'list' && (code === COMMA || code === CLOSE_LIST));
    if (!ends) return;
    this.#emit(index, pieces);
    this.#between(code, index);
  }

  #close(index: number, pieces: Piece[]): void {
    if (this.#isOpen) this.#emit(index + 1, pieces);
    else this.#place = 'top';
  }

  #enterRecords(): void {
    this.#place = 'list';
    this.#isLogFile = true;
    this.#isOpen = false;
    this.#watchesKeys = false;
    this.#parts = [];
  }

  /** A record that is laid out over several lines has a bracket alone on the first; one that is meant to be a line has more. */
  #endLine(index: number): void {
    if (this.#isFirstLine) {
      const length = this.#length + index - this.#from;
      this.#isLineLike = this.#place === 'top' && length > '{\r'.length;
    }
    this.#isFirstLine = false;
    this.#atLineStart = this.#isLineLike;
  }

  /** `{` at the start of a line, with one record a line: the record before was cut off, and must not swallow this one. */
  #restart(code: number, index: number, pieces: Piece[]): void {
    this.#emit(index, pieces);
    this.#open(code, index);
  }

  #keep(end: number): void {
    this.#length += end - this.#from;
    if (this.#length > MAX_CHARACTERS) this.#parts = [];
    else this.#parts.push(this.#chunk.slice(this.#from, end));
  }

  #emit(end: number, pieces: Piece[]): void {
    this.#keep(end);
    this.#isOpen = false;
    this.#isBare = false;
    const tooLong = `a record of more than ${String(MAX_CHARACTERS)} characters, which no event has`;
    pieces.push(
      this.#length > MAX_CHARACTERS
        ? { kind: 'broken', reason: tooLong }
        : { kind: 'record', text: this.#parts.join('') },
    );
    this.#parts = [];
  }
}
