import type { Environment, Sink } from './io.ts';

/** What text for people is made for. `width` is null where nobody needs lines to be short: a file, a pipe. */
export interface Screen {
  readonly colour: boolean;
  readonly width: number | null;
}

const NARROWEST = 20;

/** What is known of the place that a stream leads to. */
export const screenOf = (stream: Sink, env: Environment): Screen => ({
  colour: hasColour(stream, env),
  width: stream.isTTY === true && (stream.columns ?? 0) >= NARROWEST ? (stream.columns ?? null) : null,
});

/**
 * Whether text on this stream may be coloured. NO_COLOR forbids it; FORCE_COLOR asks for it even in a pipe (0 or false: forbids
 * it); otherwise a terminal that is not TERM=dumb has colours.
 */
export const hasColour = (stream: Sink, env: Environment): boolean => {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'] ?? '';
  if (force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
};
