import { getHeapStatistics } from 'node:v8';

/** Bytes. The smaller, the more often: 50,000 images are collected some dozen times, 25 ms each. */
const GROWN_BY = 24 * 1024 ** 2;

const usedHeap = (): number => getHeapStatistics().used_heap_size;

/**
 * To be called between pages, when what the last one took is dead: collects garbage once the heap has grown by 24 MB since the last time. V8
 * by itself lets a few hundred megabytes of it lie. Does nothing in a process that was not started to have `globalThis.gc`.
 */
export const heapTidier = (collect = globalThis.gc, used = usedHeap): (() => void) => {
  if (collect === undefined) return () => undefined;
  let left = 0;
  return () => {
    if (used() < left + GROWN_BY) return;
    collect();
    left = used();
  };
};
