import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Io } from '../../../../lib/cli/output/io.ts';
import { show } from '../../../../lib/cli/output/show.ts';

/** A stdout that takes so many writes, and then has lost its reader. */
const ioOf = (takes: number): { readonly io: Io; readonly written: string[] } => {
  const written: string[] = [];
  const stdout = new Writable({
    write: (chunk: Buffer, _, done) => {
      if (written.length >= takes) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
        return;
      }
      written.push(chunk.toString());
      done();
    },
  });
  const stdin = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('nobody reads')) }) };
  return { io: { stdin, stdout, stderr: stdout, env: {} }, written };
};

function* lines(count: number, made: number[]): Generator<string> {
  for (let line = 0; line < count; line += 1) {
    made.push(line);
    yield `${'x'.repeat(99)}\n`;
  }
}

test('what is long goes out in parts of some 64 KB, whole and in order', async () => {
  const { io, written } = ioOf(100);
  await show(io, 'json', { json: () => lines(2_000, []) });
  expect(written.map(({ length }) => length)).toEqual([65_600, 65_600, 65_600, 3_200]);
});

test('a text is one write, an empty one none', async () => {
  const { io, written } = ioOf(100);
  await show(io, 'json', { json: () => 'one\n' });
  await show(io, 'json', { json: () => '' });
  expect(written).toEqual(['one\n']);
});

test('for a reader that went away no more is made', async () => {
  const { io, written } = ioOf(1);
  const made: number[] = [];
  await show(io, 'json', { json: () => lines(100_000, made) });
  expect([written.length, made.length]).toEqual([1, 1_312]);
});
