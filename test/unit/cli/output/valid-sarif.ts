import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';

// The published schema is of draft 4; what it uses of that means the same in draft 7, but for the name of its id.
const schema = Object.fromEntries(
  Object.entries(published).filter(([member]) => member !== '$schema' && member !== 'id'),
);
const validate = new Ajv({
  strict: false,
  allErrors: true,
  validateFormats: false,
  unicodeRegExp: false,
}).compile(schema);

/** What the SARIF 2.1.0 schema has against a log; empty when it is valid. */
export const sarifProblems = (log: string): readonly string[] => {
  validate(JSON.parse(log));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
};
