import { describe, expect, it } from 'vitest';
import { ascii, ended, plain } from '../../../lib/render/plain.ts';

describe('plain text out of text that others chose', () => {
  it.each([
    ['line breaks and control characters become one space', 'a\r\n\u0000\tb\u2028c', 'a b c'],
    ['right-to-left overrides and invisible characters go', 'ab\u202e\u200bcd\ufeff', 'abcd'],
    ['right-to-left letters stay', 'שלום', 'שלום'],
    ['joined emoji stay', '👩\u200d💻', '👩\u200d💻'],
    ['half a surrogate pair becomes a replacement character', 'a\ud83d', 'a\ufffd'],
    ['what XML forbids goes', 'a\uffffb', 'ab'],
    ['what fits stays whole', '1234567890', '1234567890'],
    ['what does not is cut with a mark', '12345678901', '123456789…'],
    ['no pair is cut in half', '12345678😀0', '12345678…'],
  ])('%s', (_, given, expected) => {
    expect(plain(given, 10)).toBe(expected);
  });

  it('has an ASCII form', () => {
    expect(ascii('naïve 😀\nname', 12)).toBe('na?ve ? name');
    expect(ascii('naïve 😀\nnames', 12)).toBe('na?ve ? n...');
  });

  it('ends a sentence once', () => {
    expect([ended('so'), ended('so.'), ended('so... ')]).toEqual(['so.', 'so.', 'so.']);
  });
});
