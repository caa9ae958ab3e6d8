import { AccountId } from '../model/ids.ts';
import { isMapping } from '../model/json-value.ts';

/** A JSON object of unknown content. Read it with `member`, never by dot: names such as `constructor` are inherited. */
export type Members = Readonly<Record<string, unknown>>;

/** The value as an object; null for anything else, lists too. */
export const asMembers = (value: unknown): Members | null =>
  isMapping(value) ? value : null;

/** The object's own member: `imageId` as older EC2 calls are recorded, or `ImageId` as newer ones are. */
export const member = (of: Members | null, name: string): unknown => {
  if (of === null) return undefined;
  if (Object.hasOwn(of, name)) return of[name];
  const pascal = name.charAt(0).toUpperCase() + name.slice(1);
  return Object.hasOwn(of, pascal) ? of[pascal] : undefined;
};

/** A string or number; also inside `{"content": …, "tag": 1}`, which is what a one-element list collapses to in newer records. */
export const scalar = (value: unknown): string | number | null => {
  const content = member(asMembers(value), 'content') ?? value;
  return typeof content === 'string' || typeof content === 'number' ? content : null;
};

/** A scalar as text; null for none and for the empty string, which newer records write for "nothing". */
export const text = (value: unknown): string | null => {
  const found = scalar(value);
  return found === null || found === '' ? null : String(found);
};

/**
 * A list in any of the forms that EC2's records have: a list, `{"items": […]}`, `{"item": …}`, one element alone, and `""`,
 * `{}` or nothing at all for an empty one.
 */
export const entries = (value: unknown): readonly unknown[] => {
  const members = asMembers(value);
  const inner = member(members, 'items') ?? member(members, 'item') ?? value;
  // A copy: a list with a member called `constructor` would fail in flatMap, which makes its result with it.
  if (Array.isArray(inner)) return Array.from<unknown>(inner);
  if (inner === undefined || inner === null || inner === '') return [];
  const only = asMembers(inner);
  return only !== null && Object.keys(only).length === 0 ? [] : [inner];
};

/** An account id; a number is padded to 12 digits, because leading zeros are lost where a record has it as a number. */
export const accountOf = (value: unknown): AccountId | null => {
  const found = scalar(value);
  const digits = typeof found === 'number' ? String(found).padStart(12, '0') : found;
  return AccountId.safeParse(digits).data ?? null;
};

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/;

/** A time as ISO 8601 in UTC with milliseconds; a time without a zone is UTC. Null when it is none. */
export const instant = (value: unknown): string | null => {
  const parts = typeof value === 'string' ? TIME.exec(value) : null;
  if (parts === null) return null;
  const [, day = '', time = '', zone = 'Z'] = parts;
  const milliseconds = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
};

const SHOWN_CHARACTERS = 60;

/** What was found in place of what was expected, for a sentence: a short text in quotation marks, or the kind of thing. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') {
    const cut = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
    return JSON.stringify(cut);
  }
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
