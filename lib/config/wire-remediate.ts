import type { RemediationPorts } from '../app/remediation-ports.ts';
import { ec2Writer } from '../aws/ec2-writer.ts';
import { accountRegionObserver } from '../aws/observe-account-region.ts';
import { imageObserver } from '../aws/observe-image.ts';
import { remediateSettings, type Environment } from './settings.ts';
import { wireBase, wireMembers, wireQueues, type WireOptions } from './wire-shared.ts';

/** The adapters that change images, under the writer role. Throws when the environment is not complete. */
export const wireRemediate = (environment: Environment, options: WireOptions): RemediationPorts => {
  const settings = remediateSettings(environment);
  const { config, ...base } = wireBase(settings, options);
  const role = {
    roleName: settings.WRITER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-remediate',
  };
  const members = wireMembers(config, role, base.clock);
  return {
    ...base,
    reader: {
      observe: imageObserver({ ...members, clock: base.clock }),
      observeAccountRegion: accountRegionObserver({ ...members, clock: base.clock }),
    },
    writer: ec2Writer({ clients: members.clients }),
    queues: wireQueues(config, settings),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
};
