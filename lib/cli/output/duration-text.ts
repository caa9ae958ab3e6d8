const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** Seconds as the policy language writes them: `7d`, `36h`, `90s`, in the largest unit that leaves no rest. */
export const durationText = (seconds: number): string => {
  const [unit, size] = UNITS.find(([, length]) => seconds > 0 && seconds % length === 0) ?? ['s', 1];
  return `${String(seconds / size)}${unit}`;
};
