import type { IAMClient } from '@aws-sdk/client-iam';
import type { MayDo, Permissions } from '../ports/permissions.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { probe, type ProbeClients } from './permission-probes.ts';
import { simulate } from './permission-simulation.ts';

const AT_ONCE = 4;

/** Organizations answers its management account and that one's delegates alone, whatever the policies of others allow. */
const isBeyondIam = (action: string): boolean => action.startsWith('organizations:');

/**
 * What the caller may do: by IAM's own computation, and where that is not to be had, or not the whole of it, by trying what can be
 * tried without effect. `told` hears why IAM did not tell.
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
      const computed = known.get(action);
      const isEnough = computed !== undefined && !(computed.kind === 'allowed' && isBeyondIam(action));
      return [action, isEnough ? computed : await probe(clients, action)] as const;
    });
    return new Map(answers);
  },
});
