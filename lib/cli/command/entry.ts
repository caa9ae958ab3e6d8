import type { CommandIo } from '../command-io.ts';
import type { CommandDoc } from './doc.ts';

/** Runs a command: its arguments as one list, its flags as commander read them. Answers the exit code. */
type Run = (words: readonly string[], flags: unknown, io: CommandIo) => Promise<number>;

/** A command: what is told of it, and how to get at what it does. That is loaded when it runs: help must not pay for the SDK. */
export interface Entry {
  readonly doc: CommandDoc;
  readonly load: () => Promise<Run>;
}
