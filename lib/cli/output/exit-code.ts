/**
 * How every command ends. `clean`: all is as it should be. `error`: what was asked for could not be done. `findings`: it was done,
 * and something is not as it should be, or would change. `partial`: part of what was asked for could not be looked at, the rest was.
 */
export const EXIT = { clean: 0, error: 1, findings: 2, partial: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const WORST_FIRST: readonly ExitCode[] = [EXIT.error, EXIT.partial, EXIT.findings, EXIT.clean];

/** The end of a command of which parts ended so: an error hides the rest, and what was not looked at outweighs what was found. */
export const worstExit = (codes: readonly ExitCode[]): ExitCode =>
  WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.clean;
