import type { Forecast } from '../../quota/forecast.ts';

const DAY_MS = 86_400_000;

/** A forecast in a few words: `met in 12 days (9-20)`. */
export const forecastText = (forecast: Forecast, now: Date): string => {
  switch (forecast.kind) {
    case 'reaches': {
      const [at, from] = [daysTo(forecast.at, now), daysTo(forecast.from, now)];
      const to = forecast.to === null ? null : daysTo(forecast.to, now);
      return `met in ${days(at)}${spanOf(from, to)}`;
    }
    case 'reached':
      return 'met';
    case 'short':
      return 'too little history';
    case 'steady':
      return 'no growth to speak of';
    case 'far':
      return 'not soon';
  }
};

/** Nothing where both ends are the same day. */
const spanOf = (from: number, to: number | null): string => {
  if (to === null) return ` (${String(from)} or more)`;
  return from === to ? '' : ` (${String(from)}-${String(to)})`;
};

const days = (count: number): string => `${String(count)} ${count === 1 ? 'day' : 'days'}`;

const daysTo = (at: string, now: Date): number => Math.ceil((Date.parse(at) - now.getTime()) / DAY_MS);
