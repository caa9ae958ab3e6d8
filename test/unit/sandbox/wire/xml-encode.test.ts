import { describe, expect, it } from 'vitest';
import { escapeXml } from '../../../../lib/sandbox/wire/xml-encode.ts';

describe('text in XML', () => {
  it.each([
    ['a < b & c > "d"', 'a &lt; b &amp; c &gt; &quot;d&quot;'],
    ['line\r\nline\ttab', 'line&#xD;\nline\ttab'],
    ['nul\u0000 bell\u0007 \ufffe', 'nul\u{fffd} bell\u{fffd} \u{fffd}'],
    ['plain ünïcödé 🖥', 'plain ünïcödé 🖥'],
  ])('%j is written %j', (text, xml) => {
    expect(escapeXml(text)).toBe(xml);
  });
});
