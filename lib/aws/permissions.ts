import type { IAMClient } from '@aws-sdk/client-iam';
import type { MayDo, Permissions } from '../ports/permissions.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { probe, type ProbeClients } from './permission-probes.ts';
import { simulate } from './permission-simulation.ts';

const AT_ONCE = 4;

/**
 * What the caller may do: by IAM's own computation, and where that is not to be had by trying what can be tried without effect.
 * `told` hears why IAM did not tell.
 */
export const callerPermissions = (
  iam: IAMClient,
  callerArn: string,
  clients: ProbeClients,
  told: (why: string) => void,
): Permissions => ({
  mayDo: async (actions) => {
    const simulation = await simulate(iam, callerArn, actions);
    if (simulation.kind === 'unknown') told(simulation.why);
    const known = simulation.kind === 'known' ? simulation.answers : new Map<string, MayDo>();
    const answers = await fewAtATime(actions, AT_ONCE, async (action) => {
      const answer = known.get(action) ?? (await probe(clients, action));
      return [action, answer] as const;
    });
    return new Map(answers);
  },
});
