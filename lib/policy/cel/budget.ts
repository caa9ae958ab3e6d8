import { RunError } from './run-error.ts';
import { CEL_LIMITS } from './schema.ts';

/** The steps that one evaluation has left. */
export class Budget {
  #left = 0;

  refill(): void {
    this.#left = CEL_LIMITS.steps;
  }

  /** Throws once more than the limit has been charged; `||` and `&&` may swallow that, `spent` tells all the same. */
  charge(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new RunError('expression', 'took more steps than it may');
  }

  get spent(): boolean {
    return this.#left < 0;
  }
}
