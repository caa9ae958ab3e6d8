import type { HandIo } from './hand.ts';

/** Whether there is somebody to be asked. */
export const canAsk = ({ stdin, stderr }: Pick<HandIo, 'stdin' | 'stderr'>): boolean =>
  stdin.isTTY === true && stderr.isTTY === true;
