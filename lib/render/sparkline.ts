const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * Values over time as a line of at most `width` bars, from the lowest (▁) to the highest (█); a bar for each even stretch of time, with the
 * value that held at its end. `at` is ISO 8601, in order. Nothing without values.
 */
export const sparkline = (
  samples: readonly { readonly at: string; readonly used: number }[],
  width: number,
): string => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return '';
  const begin = Date.parse(first.at);
  const span = Date.parse(last.at) - begin;
  const count = span === 0 ? 1 : Math.min(width, samples.length);
  const values = Array.from({ length: count }, (_, index) => {
    const end = begin + (span * (index + 1)) / count;
    return samples.findLast(({ at }) => Date.parse(at) <= end)?.used ?? first.used;
  });
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values.map((value) => barOf(range === 0 ? 0 : (value - least) / range)).join('');
};

const barOf = (part: number): string => BARS[Math.round(part * (BARS.length - 1))] ?? BARS[0];
