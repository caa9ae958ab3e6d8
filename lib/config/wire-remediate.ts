import { SSMClient } from '@aws-sdk/client-ssm';
import type { InvocationPorts } from '../app/remediation-ports.ts';
import { readerWithQuotas } from '../app/quotas/reader-with-quotas.ts';
import { actionFacts } from '../aws/action-facts.ts';
import { stsCallers } from '../aws/caller-proof.ts';
import { dynamoInventory } from '../aws/dynamo-inventory.ts';
import { ec2Writer } from '../aws/ec2-writer.ts';
import { imageCounts } from '../aws/image-counts.ts';
import { kmsKeys } from '../aws/key-facts.ts';
import { accountRegionObserver } from '../aws/observe-account-region.ts';
import { imageObserver } from '../aws/observe-image.ts';
import { ssmPause } from '../aws/ssm-pause.ts';
import { remediateSettings, type Environment } from './settings.ts';
import { wireBase, wireMembers, wireQueues, type WireOptions } from './wire-shared.ts';

/** The adapters that change images, under the writer role. Throws when the environment is not complete. */
export const wireRemediate = (environment: Environment, options: WireOptions): InvocationPorts => {
  const settings = remediateSettings(environment);
  const { config, ...base } = wireBase(settings, options);
  const role = {
    roleName: settings.WRITER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-remediate',
  };
  const members = wireMembers(config, role, base.clock);
  const sources = { ...members, clock: base.clock, actions: actionFacts(members) };
  const inventory = dynamoInventory({ client: base.database, table: settings.INVENTORY_TABLE });
  return {
    ...base,
    reader: readerWithQuotas(
      { observe: imageObserver(sources), observeAccountRegion: accountRegionObserver(sources) },
      { ...base, inventory },
    ),
    writer: ec2Writer(members),
    queues: wireQueues(config, settings),
    callers: stsCallers(config),
    brake: ssmPause(new SSMClient(config), settings.PAUSE_PARAMETER, base.clock),
    imageCounts: imageCounts(members.clients, base.clock),
    keys: kmsKeys(members.kms),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
};
