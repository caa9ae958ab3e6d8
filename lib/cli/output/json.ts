// JSON.stringify escapes C0 alone; these can move the cursor of a terminal or turn the direction of its text, too.
const LOOSE = /[\u007f-\u009f\u2028\u2029]|[\p{Cf}\p{Noncharacter_Code_Point}]/gu;

/** A value as JSON for people and programs: two spaces a level, a line end, and no character that a terminal acts on. */
export const jsonText = (value: unknown): string => `${safe(JSON.stringify(value, null, 2))}\n`;

/** The same on one line, without a line end. */
export const jsonLine = (value: unknown): string => safe(JSON.stringify(value));

const safe = (json: string): string =>
  json.replace(LOOSE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
