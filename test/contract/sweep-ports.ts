import { readerWithQuotas } from '../../lib/app/quotas/reader-with-quotas.ts';
import { estateReader } from '../../lib/aws/estate-reader.ts';
import { quotaReader, usageClients } from '../../lib/aws/quota-usage.ts';
import { quotaClients } from '../../lib/aws/share-quota.ts';
import type { SweepPorts } from '../../lib/app/sweep/sweep-ports.ts';
import { sqliteInventory } from '../../lib/local/sqlite-inventory.ts';
import { sqliteJournal } from '../../lib/local/sqlite-journal.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { examplePolicy } from '../unit/app/sweep/policy.ts';
import { exampleOrganization } from '../cases/organization.ts';
import type { FrozenSandbox } from './frozen-sandbox.ts';
import { sandboxMembers } from './sandbox-members.ts';

/** A sweep's ports on a frozen sandbox, whose time goes on by as much as the sweep waits. */
export const sweepPorts = (
  { sandbox, clock, reader }: FrozenSandbox,
  policy: PolicyBundle = examplePolicy(),
): SweepPorts => {
  const { settings } = sandboxMembers(sandbox, 'guard');
  const { journal } = sqliteJournal({ path: ':memory:', clock });
  const { inventory } = sqliteInventory({ path: ':memory:' });
  const policies = { policy: () => Promise.resolve(policy) };
  return {
    reader: readerWithQuotas(reader, { inventory, policies, clock }),
    quotas: quotaReader({ quotas: quotaClients(settings), usage: usageClients(settings), clock }),
    journal,
    inventory,
    clock,
    estate: estateReader({ ...settings, clock }),
    policies,
    organizations: { organization: () => Promise.resolve(exampleOrganization) },
    telemetry: { note: () => undefined },
    queues: {
      sendPlan: () => Promise.resolve(),
      sendNotice: () => Promise.resolve(),
      sendRecheck: () => Promise.resolve(),
      sendFollowImport: () => Promise.resolve(),
    },
    writerRoleName: 'ami-warden-writer',
    pause: (ms) => {
      clock.advance(ms);
      return Promise.resolve();
    },
    progress: () => undefined,
  };
};
