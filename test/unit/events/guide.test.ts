import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IMAGE_FACTS } from '../../../lib/model/subject-facts.ts';
import { families } from '../../../lib/events/families.ts';
import { parseEvent } from '../../../lib/events/parse.ts';
import type { ImageChange } from '../../../lib/model/change.ts';
import { rules } from '../../../lib/policy/registry.ts';
import { anyCall } from './any-call.ts';
import { manifest, sample } from './samples.ts';

/** The rows of the tables in docs/events.md, cell by cell, by what stands in the first. */
const documented = new Map(
  readFileSync('docs/events.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map(([first = '', ...cells]) => [first, cells] as const),
);

const code = (name: string): string => `\`${name}\``;
const OWN = ['EC2 AMI State Change', 'Recheck', 'Follow import'];

/** What the event's successful samples say. */
const changesOf = (event: string): readonly ImageChange[] =>
  manifest.events
    .filter((entry) => entry.event === event && entry.case === 'success')
    .map(({ file }) => parseEvent(sample(file)))
    .flatMap((parsed) => (parsed.kind === 'change' ? [parsed] : []));

const subjectOf = ({ images, snapshots, instances, detail }: ImageChange): string => {
  if (detail.kind === 'importing') return 'image, once there is one';
  if (images.length > 0) return 'image';
  if (snapshots.length > 0) return 'images that the snapshot backs';
  return instances.length > 0 ? 'instance' : 'account and region';
};

const factsOf = ({ touches }: ImageChange): string =>
  IMAGE_FACTS.every((fact) => touches.includes(fact)) ? 'all of an image' : touches.map(code).join(', ');

const FAILURES = [
  ['Client.InvalidParameterValue', 'every one'],
  ['Client.UnauthorizedOperation', 'denied ones'],
  ['Server.InternalError', 'errors of AWS'],
] as const;

const failuresOf = (event: string): string =>
  FAILURES.find(
    ([errorCode]) => parseEvent(anyCall(event, { errorCode, responseElements: null })).kind === 'change',
  )?.[1] ?? 'none';

const joined = (texts: readonly string[]): string => [...new Set(texts)].join('; ');

it.each([...families.keys()])('docs/events.md says what %s is judged for', (event) => {
  const changes = changesOf(event);
  const row = [joined(changes.map(subjectOf)), joined(changes.map(factsOf)), failuresOf(event)];
  expect(documented.get(code(event))).toEqual(row);
});

// Rules of kind cel read what their expressions name.
const readers = rules.filter(({ id }) => id !== 'cel');

it.each([...new Set(readers.flatMap(({ reads, optionalReads }) => [...reads, ...optionalReads]))])(
  'docs/events.md says which rules read %s',
  (fact) => {
    const ids = readers
      .filter(({ reads, optionalReads }) => [...reads, ...optionalReads].includes(fact))
      .map(({ id }) => code(id));
    expect(documented.get(code(fact))).toEqual([[...new Set(ids)].join(', ')]);
  },
);

it('docs/events.md has every event', () => {
  const named = [...families.keys(), ...OWN].map(code);
  expect([...documented.keys()]).toEqual(expect.arrayContaining(named));
});
