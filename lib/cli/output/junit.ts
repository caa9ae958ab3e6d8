import { plain } from '../../render/plain.ts';

/** One test. `failure` is null when it passed; its message is one line, its body may be more. */
export interface JunitCase {
  readonly name: string;
  readonly place: { readonly file: string; readonly line: number } | null;
  readonly failure: { readonly message: string; readonly body: string } | null;
}

export interface JunitSuite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
}

/** Suites as JUnit XML, `command` being what ran. Times are 0: the same outcome gives the same bytes. */
export const junitText = (command: string, suites: readonly JunitSuite[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`ami-warden ${command}`)}${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite name=${quoted(suite.name)}${counts(suite.cases)}>`,
      ...propertyLines(suite.properties),
      ...suite.cases.flatMap((one) => caseLines(one, suite.name)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');

const propertyLines = (properties: JunitSuite['properties']): readonly string[] => {
  const entries = Object.entries(properties);
  if (entries.length === 0) return [];
  const lines = entries.map(([name, value]) => `<property name=${quoted(name)} value=${quoted(value)}/>`);
  return [`    <properties>${lines.join('')}</properties>`];
};

const caseLines = ({ name, place, failure }: JunitCase, suite: string): readonly string[] => {
  const where = place === null ? '' : ` file=${quoted(place.file)} line="${String(place.line)}"`;
  const open = `    <testcase name=${quoted(name)} classname=${quoted(suite)}${where} time="0"`;
  return failure === null
    ? [`${open}/>`]
    : [
        `${open}>`,
        `      <failure message=${quoted(failure.message)}>${escaped(failure.body)}</failure>`,
        '    </testcase>',
      ];
};

const counts = (cases: readonly JunitCase[]): string => {
  const failed = cases.filter(({ failure }) => failure !== null).length;
  return ` tests="${String(cases.length)}" failures="${String(failed)}" errors="0" time="0"`;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const LONGEST = 4_000;

/** Line ends stay; what XML 1.0 cannot hold is dropped. */
const escaped = (text: string): string =>
  text
    .split('\n')
    .map((line) => plain(line, LONGEST).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? ''))
    .join('\n');

const quoted = (text: string): string => `"${escaped(plain(text, LONGEST))}"`;
