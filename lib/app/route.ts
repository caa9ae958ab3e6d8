import { alertTargets, defaultTargets, type AlertTarget, type Routed } from '../policy/alert-targets.ts';
import type { AlertChannel } from '../ports/alert-channel.ts';
import type { NoticePorts } from './notice-ports.ts';

/** A channel that something is for, and how it is told there. Seconds; null for at once, and for once only. */
export interface Way {
  readonly channel: AlertChannel;
  readonly digestSeconds: number | null;
  readonly repeatSeconds: number | null;
}

/** The ways that something goes; `fault` is why the policy's targets are not among them. */
export interface Ways {
  readonly ways: readonly Way[];
  readonly fault: unknown;
}

/** Whom a finding is for; rejects without policy or organisation. */
export const certainWaysOf = async (about: Routed, ports: NoticePorts): Promise<readonly Way[]> =>
  waysAmong(await targetsOf(about, ports), ports);

/** Whom a finding is for. Without policy or organisation it still goes to the channels that hear of everything. */
export const waysOf = (about: Routed, ports: NoticePorts): Promise<Ways> =>
  waysTo(() => targetsOf(about, ports), ports);

const targetsOf = async (about: Routed, ports: NoticePorts): Promise<readonly AlertTarget[]> => {
  const [policy, organization] = await Promise.all([
    ports.policies.policy(),
    ports.organizations.organization(about.ref.account),
  ]);
  return alertTargets(policy, about, organization);
};

/** Whom something is for that is about no subject: the targets of the default, each told at once. */
export const defaultWays = async (ports: NoticePorts): Promise<Ways> => {
  const { ways, fault } = await waysTo(async () => defaultTargets(await ports.policies.policy()), ports);
  return { ways: ways.map(({ channel }) => atOnce(channel)), fault };
};

const waysTo = async (targets: () => Promise<readonly AlertTarget[]>, ports: NoticePorts): Promise<Ways> => {
  try {
    return { ways: waysAmong(await targets(), ports), fault: null };
  } catch (fault) {
    return { ways: ports.channels.always.map(atOnce), fault };
  }
};

const waysAmong = (targets: readonly AlertTarget[], { channels }: NoticePorts): readonly Way[] => {
  const named = targets.flatMap(({ channel: name, digestSeconds, repeatSeconds }) => {
    const channel = channels.named(name);
    return channel === null ? [] : [{ channel, digestSeconds, repeatSeconds }];
  });
  const known = new Set(named.map(({ channel }) => channel.name));
  return [...channels.always.filter(({ name }) => !known.has(name)).map(atOnce), ...named];
};

const atOnce = (channel: AlertChannel): Way => ({ channel, digestSeconds: null, repeatSeconds: null });
