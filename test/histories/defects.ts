import type { RemediationPorts } from '../../lib/app/remediation-ports.ts';
import type { Asker } from '../../lib/model/asker.ts';
import type { Observation } from '../../lib/model/image.ts';
import type { Journal } from '../../lib/ports/journal.ts';
import type { Defects } from './system.ts';

type Ports = RemediationPorts;

const withJournal = (change: (journal: Journal) => Partial<Journal>): Defects => ({
  remediation: (ports) => ({ ...ports, journal: overlaid(ports.journal, change(ports.journal)) }),
});

/** The port with some of its calls exchanged. */
const overlaid = <Port extends object>(port: Port, over: Partial<Port>): Port =>
  new Proxy(port, {
    get: (target, name) =>
      (Reflect.has(over, name) ? Reflect.get(over, name) : Reflect.get(target, name)) as unknown,
  });

const ANYBODY: Asker = { kind: 'slack', name: 'U9', arn: null, id: 'slack:U9' };
const ANOTHER: Asker = { ...ANYBODY, name: 'U8', id: 'slack:U8' };

/** A read that failed, taken for nothing granted. */
const emptied = (observation: Observation): Observation =>
  observation.kind === 'state' && observation.state.launchPermission.kind === 'fault'
    ? { ...observation, state: { ...observation.state, launchPermission: { kind: 'known', value: [] } } }
    : observation;

/** Mistakes that somebody might make, each put between the use-cases and their ports, the law that has to notice, and a history in which it does. */
export const DEFECTS: Readonly<
  Record<string, { readonly law: RegExp; readonly seed: number; readonly defects: Defects }>
> = {
  'writes without an intent': {
    law: /^journal first/,
    seed: 1,
    defects: withJournal((journal) => ({
      append: (entry) => (entry.kind === 'intent' ? Promise.resolve('none') : journal.append(entry)),
    })),
  },
  'forgets the outcome': {
    law: /^journal/,
    seed: 2,
    defects: withJournal((journal) => ({
      append: (entry) => (entry.kind === 'outcome' ? Promise.resolve('none') : journal.append(entry)),
    })),
  },
  'goes on without the lease': {
    law: /^lease/,
    seed: 1,
    defects: withJournal(() => ({
      takeLease: (ref, _at, until) => Promise.resolve({ ref, number: 1, until }),
      holdLease: () => Promise.resolve(true),
      dropLease: () => Promise.resolve(),
    })),
  },
  'takes a lost lease for its own': {
    law: /^lease/,
    seed: 54,
    defects: withJournal(() => ({ holdLease: () => Promise.resolve(true) })),
  },
  'never looks at the switch': {
    law: /^pause/,
    seed: 1,
    defects: {
      remediation: (ports) => ({ ...ports, brake: { state: () => Promise.resolve({ kind: 'running' }) } }),
    },
  },
  'takes from no limit': {
    law: /^limits/,
    seed: 1,
    defects: withJournal(() => ({ takeFromLimits: () => Promise.resolve(null) })),
  },
  'takes anybody for an approver': {
    law: /^approval/,
    seed: 1,
    defects: withJournal((journal) => ({
      entries: async (ref, since) => {
        const entries = await journal.entries(ref, since);
        const plans = entries.flatMap((entry) => (entry.kind === 'plan' ? [entry.plan.id] : []));
        const said = plans.flatMap((planId) =>
          [ANYBODY, ANOTHER].map((by) => ({
            id: 'x',
            at: '2026-11-23T10:00:00.000Z',
            ref,
            kind: 'approval' as const,
            planId,
            decision: 'approved' as const,
            by,
            reason: null,
            limits: 'ignored' as const,
          })),
        );
        return [...entries.filter(({ kind }) => kind !== 'approval'), ...said];
      },
    })),
  },
  'resets instead of removing': {
    law: /^(minimal|journal first)/,
    seed: 2,
    defects: {
      remediation: (ports) => ({
        ...ports,
        writer: {
          send: async (ref, write) => {
            if (write.kind !== 'launch-permission' || !('image' in ref)) return ports.writer.send(ref, write);
            const seen = await ports.reader.observe(ref, ['launchPermission']);
            const all =
              seen.kind === 'state' && seen.state.launchPermission.kind === 'known'
                ? seen.state.launchPermission.value
                : write.remove;
            return ports.writer.send(ref, { ...write, remove: all });
          },
        },
      }),
    },
  },
  'sends every write twice': {
    law: /^once/,
    seed: 1,
    defects: {
      remediation: (ports) => ({
        ...ports,
        writer: {
          send: async (ref, write) => {
            const answer = await ports.writer.send(ref, write);
            await ports.brake.state();
            await ports.writer.send(ref, write);
            return answer;
          },
        },
      }),
    },
  },
  'says done without a write': {
    law: /^read back/,
    seed: 2,
    defects: { remediation: (ports) => lying(ports) },
  },
  'takes what it cannot read for nothing': {
    law: /^truth/,
    seed: 425,
    defects: {
      remediation: (ports) => ({
        ...ports,
        reader: overlaid(ports.reader, {
          observe: async (ref, facts) => emptied(await ports.reader.observe(ref, facts)),
        }),
      }),
    },
  },
  'tells nobody': {
    law: /^alerts/,
    seed: 1,
    defects: {
      remediation: (ports) => ({
        ...ports,
        queues: overlaid(ports.queues, { sendNotice: () => Promise.resolve() }),
      }),
      guard: (ports) => ({
        ...ports,
        queues: overlaid(ports.queues, { sendNotice: () => Promise.resolve() }),
      }),
    },
  },
  'hands no plan on': {
    law: /^convergence/,
    seed: 1,
    defects: {
      guard: (ports) => ({ ...ports, queues: overlaid(ports.queues, { sendPlan: () => Promise.resolve() }) }),
    },
  },
  'takes its own changes for those of others': {
    law: /^own/,
    seed: 17,
    defects: {
      guard: (ports) => ({
        ...ports,
        journal: overlaid(ports.journal, {
          isOwnRequest: () => Promise.resolve(false),
          entries: () => Promise.resolve([]),
        }),
      }),
    },
  },
  'fights for ever': {
    law: /^fight/,
    seed: 43,
    defects: withJournal((journal) => ({
      entries: async (ref, since) =>
        (await journal.entries(ref, since)).filter(
          (entry) => entry.kind !== 'outcome' || entry.outcome.kind !== 'done',
        ),
    })),
  },
};

/** The first read of a worker's ports is true, and after its first write all is said to be as it was asked for. */
const lying = (ports: Ports): Ports => {
  let isSent = false;
  return {
    ...ports,
    writer: {
      send: () => {
        isSent = true;
        return Promise.resolve({ requestId: null });
      },
    },
    reader: overlaid(ports.reader, {
      observe: async (ref, facts) => {
        const seen = await ports.reader.observe(ref, facts);
        return isSent && seen.kind === 'state' && facts.includes('launchPermission')
          ? { ...seen, state: { ...seen.state, launchPermission: { kind: 'known', value: [] } } }
          : seen;
      },
    }),
  };
};
