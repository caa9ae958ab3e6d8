import type { CoverageFault } from '../../model/coverage.ts';

/** What was met, in one clause: operation, code and message, none of them twice. */
export const faultText = ({ operation, code, message }: CoverageFault): string => {
  const whole = `${operation}: ${code}`;
  return message.startsWith(whole) || message === '' ? message || whole : `${whole}: ${message}`;
};
