import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { policyObject, type PolicyObject } from '../aws/stored-policy.ts';
import { stackOutputs } from '../aws/stack-outputs.ts';
import { outputOf, viaConfig, type ViaSettings } from './wire-via.ts';

/** The policy of a deployed service, in a person's hand. */
export interface OpenPolicy extends PolicyObject {
  /** Where it is, for people. */
  readonly where: string;
  readonly close: () => void;
}

// As POLICY_KEY has it in serverless.yml.
const KEY = 'policy.json';

/** Finds the policy of a service by its stack. Rejects with `Fault` when there is no such stack, or it is no hub. */
export const openPolicy = async (settings: ViaSettings): Promise<OpenPolicy> => {
  const config = viaConfig(settings);
  const outputs = await stackOutputs(new CloudFormationClient(config), settings.stack);
  const bucket = outputOf(outputs, settings.stack, 'PolicyBucketName');
  // An emulator's address has no room for the bucket's name.
  const forcePathStyle = settings.environment['AWS_ENDPOINT_URL'] !== undefined;
  const client = new S3Client({ ...config, forcePathStyle });
  return {
    ...policyObject(client, bucket, KEY),
    where: `s3://${bucket}/${KEY}`,
    close: () => {
      client.destroy();
    },
  };
};
