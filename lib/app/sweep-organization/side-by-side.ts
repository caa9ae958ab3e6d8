/** How many account-regions a worker sweeps side by side: each waits for AWS most of the time. */
export const SIDE_BY_SIDE = 8;
