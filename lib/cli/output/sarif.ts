import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jsonPieces } from './json.ts';

type SarifLevel = 'error' | 'warning' | 'note';

/** One kind of result. */
export interface SarifRule {
  readonly id: string;
  /** A sentence. */
  readonly text: string;
  readonly level: SarifLevel;
}

/** Where something stands in a file, as the file was named; null for the whole of it. */
interface SarifPlace {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** One thing to tell. `subject`: what it is about where that is no file (`account/region/ami-…`). `key` stays the same while it is the same thing. */
export interface SarifResult {
  readonly rule: string;
  readonly message: string;
  readonly level?: SarifLevel;
  readonly place: SarifPlace | null;
  readonly subject?: string;
  readonly key?: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A SARIF 2.1.0 log of one run, `command` being what ran. Throws for a result of a rule that is not among `rules`. */
export const sarifText = (
  command: string,
  rules: readonly SarifRule[],
  results: Iterable<SarifResult>,
): string => [...sarifPieces(command, rules, results)].join('');

/** The same text piece by piece. */
export const sarifPieces = (
  command: string,
  rules: readonly SarifRule[],
  results: Iterable<SarifResult>,
): Iterable<string> =>
  jsonPieces({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: `ami-warden ${command}`, rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: Iterator.from(results).map((result) => resultOf(result, rules)),
      },
    ],
  });

const ruleOf = ({ id, text, level }: SarifRule): object => ({
  id,
  shortDescription: { text },
  defaultConfiguration: { level },
});

const resultOf = (result: SarifResult, rules: readonly SarifRule[]): object => {
  const ruleIndex = rules.findIndex(({ id }) => id === result.rule);
  const rule = rules[ruleIndex];
  if (rule === undefined) throw new Error(`no rule ${result.rule} is declared for SARIF`);
  const location = locationOf(result);
  return {
    ruleId: rule.id,
    ruleIndex,
    level: result.level ?? rule.level,
    message: { text: result.message },
    ...(location === null ? {} : { locations: [location] }),
    ...(result.key === undefined ? {} : { partialFingerprints: { 'amiWarden/v1': result.key } }),
  };
};

const locationOf = ({ place, subject }: SarifResult): object | null => {
  if (place === null && subject === undefined) return null;
  return {
    ...(place === null
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: uriOf(place.file) },
            region: { startLine: place.line ?? 1, startColumn: place.column ?? 1 },
          },
        }),
    ...(subject === undefined
      ? {}
      : { logicalLocations: [{ fullyQualifiedName: subject, kind: 'resource' }] }),
  };
};

const uriOf = (file: string): string =>
  isAbsolute(file) ? pathToFileURL(file).href : file.split(sep).map(encodeURIComponent).join('/');
