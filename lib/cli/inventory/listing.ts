import { setImmediate as turn } from 'node:timers/promises';
import type { KnownImage } from '../../model/inventory.ts';
import { print, type Io } from '../output/io.ts';
import { jsonLine } from '../output/json.ts';
import { screenOf } from '../output/screen.ts';
import type { INVENTORY_FORMS } from './doc.ts';
import { imageCsv, imageTable, rowOf } from './row.ts';

/** Prints images as they come; only the table waits for all of them, because its columns do. */
export const listing = (
  form: (typeof INVENTORY_FORMS)[number],
  io: Io,
  now: Date,
): {
  readonly start: () => Promise<void>;
  readonly add: (images: readonly KnownImage[]) => Promise<void>;
  readonly end: () => Promise<void>;
} => {
  const kept: KnownImage[] = [];
  let isFirst = true;
  const say = (text: string): Promise<void> => (text === '' ? Promise.resolve() : print(io.stdout, text));
  const textOf = (images: readonly KnownImage[]): string => {
    const lines = images.map((image) => jsonLine(rowOf(image)));
    switch (form) {
      case 'table':
        kept.push(...images);
        return '';
      case 'jsonl':
        return lines.map((line) => `${line}\n`).join('');
      case 'json':
        return lines.map((line, index) => `${isFirst && index === 0 ? '' : ','}\n  ${line}`).join('');
      case 'csv':
        return imageCsv(images.map(rowOf), isFirst);
    }
  };
  return {
    start: () => say(form === 'json' ? '[' : ''),
    add: async (images) => {
      if (images.length === 0) return;
      await say(textOf(images));
      isFirst = false;
      // A file of this machine is read without ever waiting: what a write leaves behind is cleared away only now.
      await turn();
    },
    end: () => {
      if (form === 'json') return say(isFirst ? ']\n' : '\n]\n');
      if (form === 'csv' && isFirst) return say(imageCsv([], true));
      return say(kept.length === 0 ? '' : imageTable(kept, now, screenOf(io.stdout, io.env)));
    },
  };
};
