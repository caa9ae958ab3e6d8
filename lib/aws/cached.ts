import type { Clock } from '../ports/clock.ts';

export interface CacheSettings<T> {
  readonly clock: Clock;
  /** How long a value is taken as it is. */
  readonly freshMs: number;
  /** Gives a new value, and is handed the one before; rejects when there is none to be had. */
  readonly load: (last: T | null) => Promise<T>;
  /** Of a value that was not made when it was loaded: how old it is, and how long one that is no longer fresh is taken before it is loaded again. */
  readonly age?: { readonly of: (value: T) => number; readonly againMs: number };
  /** How old a value may be that stands in when `load` rejects, and how long until the next try. Absent: none stands in. */
  readonly stale?: { readonly upToMs: number; readonly retryMs: number };
}

interface Kept<T> {
  readonly value: T;
  readonly loadedAt: number;
}

/**
 * A value that is loaded when it is first asked for and again when it is no longer fresh. Concurrent callers share one load; a
 * load that failed is not kept. Rejects with what `load` rejected with, once there is no value that may stand in.
 */
export const cached = <T>({ clock, freshMs, load, age, stale }: CacheSettings<T>): (() => Promise<T>) => {
  let kept: Kept<T> | null = null;
  let nextLoad = -Infinity;
  let loading: Promise<T> | null = null;

  const reload = async (): Promise<T> => {
    const last = kept;
    try {
      const value = await load(last?.value ?? null);
      const now = clock.now().getTime();
      const loadedAt = now - (age?.of(value) ?? 0);
      kept = { value, loadedAt };
      nextLoad = Math.max(loadedAt + freshMs, now + Math.min(freshMs, age?.againMs ?? freshMs));
      return value;
    } catch (error) {
      const now = clock.now().getTime();
      if (!last || !stale || now - last.loadedAt >= stale.upToMs) throw error;
      nextLoad = Math.min(now + stale.retryMs, last.loadedAt + stale.upToMs);
      return last.value;
    } finally {
      loading = null;
    }
  };

  return () => {
    if (kept && clock.now().getTime() < nextLoad) return Promise.resolve(kept.value);
    loading ??= reload();
    return loading;
  };
};
