import type { NormalizedSchema } from '@smithy/core/schema';

/** A text read as a schema's simple type, or what would have been right. */
export type ParsedText =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly expected: string };

const right = (value: unknown): ParsedText => ({ ok: true, value });

/** Reads a parameter's text as boolean, number, timestamp (ISO 8601, or epoch seconds) or base64, by the schema; else it is a string. */
export const parameterText = (schema: NormalizedSchema, text: string): ParsedText => {
  if (schema.isBooleanSchema()) return boolean(text);
  if (schema.isNumericSchema()) return number(text);
  if (schema.isTimestampSchema()) return timestamp(text);
  if (schema.isBlobSchema()) return blob(text);
  return right(text);
};

const boolean = (text: string): ParsedText => {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return right(lower === 'true');
  return { ok: false, expected: 'true or false is expected' };
};

const number = (text: string): ParsedText =>
  /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)
    ? right(Number(text))
    : { ok: false, expected: 'a number is expected' };

const timestamp = (text: string): ParsedText => {
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isFinite(milliseconds)) return right(new Date(milliseconds));
  return { ok: false, expected: 'a timestamp such as 2026-01-31T00:00:00Z is expected' };
};

const blob = (text: string): ParsedText =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(text)
    ? right(new Uint8Array(Buffer.from(text, 'base64')))
    : { ok: false, expected: 'base64 is expected' };
