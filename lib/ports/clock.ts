/** The time; an argument everywhere below the use-cases. */
export interface Clock {
  now(): Date;
}
