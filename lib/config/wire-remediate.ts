import type { RemediationPorts } from '../app/remediation-ports.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { ec2Writer } from '../aws/ec2-writer.ts';
import { remediateSettings, type Environment } from './settings.ts';
import { wireBase, wireEc2, wireQueues, type WireOptions } from './wire-shared.ts';

/** The adapters that change images, under the writer role. Throws when the environment is not complete. */
export const wireRemediate = (environment: Environment, options: WireOptions): RemediationPorts => {
  const settings = remediateSettings(environment);
  const { config, ...base } = wireBase(settings, options);
  const role = {
    roleName: settings.WRITER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-remediate',
  };
  const clients = wireEc2(config, role, base.clock);
  return {
    ...base,
    reader: ec2Images({ clients, clock: base.clock }),
    writer: ec2Writer({ clients }),
    queues: wireQueues(config, settings),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
};
