import type { Queues } from '../../ports/queues.ts';

/** Looks a second that a whole bucket of EC2's (20 a second) bears beside the sweep and everybody else. */
const A_SECOND = 10;

/**
 * The queues, with rechecks spread out in time: a first sweep may find thousands of images inside the same grace, and their looks
 * must not fall on EC2 all at once when it ends. Each comes when it is due or later, in the order in which they were asked for.
 */
export const spreadRechecks = (queues: Queues, share: number): Queues => {
  let sent = 0;
  return {
    ...queues,
    sendRecheck: (ref, dueAt, at, launched = null) => {
      const later = Math.floor(sent / (A_SECOND * share)) * 1000;
      sent += 1;
      return queues.sendRecheck(ref, new Date(Date.parse(dueAt) + later).toISOString(), at, launched);
    },
  };
};
