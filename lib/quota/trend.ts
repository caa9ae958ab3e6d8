/** A number seen at a time; any unit of time, the same for all. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** Growth in values for one unit of time, and between which it lies with some 95 % of confidence. */
export interface Trend {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median of the slopes between all pairs of points (Theil and Sen): a quarter of the points may be far off and it stays where it
 * is. The interval is the wider of two: by the ranks of those slopes (Sen, 1968), as if each point strayed by itself; and by
 * how much the fifths of the time differ, because what is used adds up and a week of much building stays in all points after it.
 * Null below three points, or at one time. Points in the order of time.
 */
export const trendOf = (points: readonly Point[]): Trend | null => {
  const [first, last] = [points[0], points.at(-1)];
  const slopes = slopesOf(points);
  if (points.length < 3 || slopes.length === 0 || first === undefined || last === undefined) return null;
  const byRank = rankInterval(slopes, points.length);
  const byFifth = fifthsInterval(points, first.at, last.at - first.at);
  return {
    slope: median(slopes),
    low: Math.min(byRank.low, byFifth.low),
    high: Math.max(byRank.high, byFifth.high),
  };
};

type Interval = Pick<Trend, 'low' | 'high'>;

const slopesOf = (points: readonly Point[]): Float64Array => {
  const slopes = points.flatMap((first, index) =>
    points.slice(index + 1).flatMap(({ at, value }) => {
      const time = at - first.at;
      return time > 0 ? [(value - first.value) / time] : [];
    }),
  );
  return Float64Array.from(slopes).sort();
};

/** The middle one, or the mean of the middle two, of numbers in order. */
const median = (sorted: Float64Array): number => {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
};

// Two-sided 95 %: of the normal distribution, and of Student's with four degrees of freedom.
const NORMAL = 1.96;
const STUDENT_4 = 2.776;

const rankInterval = (slopes: Float64Array, count: number): Interval => {
  const spread = NORMAL * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const ranked = (position: number): number =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(position)))] ?? NaN;
  return { low: ranked((slopes.length - spread) / 2 - 1), high: ranked((slopes.length + spread) / 2) };
};

const FIFTHS = [0, 1, 2, 3, 4] as const;

const fifthsInterval = (points: readonly Point[], start: number, span: number): Interval => {
  const length = span / FIFTHS.length;
  const bounds = [...FIFTHS, FIFTHS.length].map((fifth) => valueAt(points, start + fifth * length));
  const rates = FIFTHS.map((fifth) => ((bounds[fifth + 1] ?? NaN) - (bounds[fifth] ?? NaN)) / length);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
  const reach = STUDENT_4 * Math.sqrt(variance / rates.length);
  return { low: mean - reach, high: mean + reach };
};

/** The value at a time between the points around it, on the line from one to the other. */
const valueAt = (points: readonly Point[], at: number): number => {
  const after = points.findIndex((point) => point.at >= at);
  const [one, two] = [points[after - 1], points[after]];
  if (two === undefined) return points.at(-1)?.value ?? NaN;
  if (one === undefined) return two.value;
  return one.value + ((two.value - one.value) * (at - one.at)) / (two.at - one.at);
};
