import {
  CreateTagsCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { sqsEvent } from '../lib/sandbox/hub/mapping/record.ts';
import { startSandbox, type Sandbox } from '../lib/sandbox/sandbox.ts';
import { hubFunctions, type HubFunctions } from '../test/e2e/lambda-runtime/hub-functions.ts';
import type { LambdaFunction } from '../test/e2e/lambda-runtime/lambda-function.ts';
import type { QueueFunction } from '../test/e2e/lambda-runtime/packaged.ts';

const OWNER = '111122223333';
// Of the sandbox's seed: unencrypted, tagged as the example policy wants it, shared with nobody.
const IMAGE = 'ami-0aaaaaaaaaaaaaa01';

/** A sandbox with the packaged functions in AWS's runtime client, and somebody who makes an image public. */
export interface World {
  readonly sandbox: Sandbox;
  readonly functions: HubFunctions;
  /** Makes the image public; the sandbox brings the event to the changes queue. */
  readonly makePublic: () => Promise<void>;
  /** Sets a tag that no rule reads. */
  readonly tag: () => Promise<void>;
  readonly launch: () => Promise<void>;
  /** Empties a function's queue into one batch. Throws when there is nothing in it. */
  readonly takeBatch: (name: QueueFunction) => object;
  readonly close: () => Promise<void>;
}

/** Throws what a function reported, and what it logged, unless it did the whole batch. */
export const mustDo = async (lambda: LambdaFunction, batch: object): Promise<void> => {
  const ended = await lambda.invoke(batch);
  const report = JSON.stringify(ended);
  if (report !== '{"kind":"answered","body":{"batchItemFailures":[]}}')
    throw new Error(`${report}\n${lambda.log()}`);
};

export const startWorld = async (client: string): Promise<World> => {
  const sandbox = await startSandbox();
  const functions = hubFunctions(sandbox, client);
  const ec2 = new EC2Client({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: OWNER, secretAccessKey: 'any' },
  });
  const share = { ImageId: IMAGE, LaunchPermission: { Add: [{ Group: 'all' as const }] } };
  return {
    sandbox,
    functions,
    makePublic: async () => {
      await ec2.send(new ModifyImageAttributeCommand(share));
    },
    tag: async () => {
      await ec2.send(new CreateTagsCommand({ Resources: [IMAGE], Tags: [{ Key: 'Tested', Value: 'yes' }] }));
    },
    launch: async () => {
      await ec2.send(new RunInstancesCommand({ ImageId: IMAGE, MinCount: 1, MaxCount: 1 }));
    },
    takeBatch: (name) => {
      const queue = sandbox.hub.queues.queue(functions.queueName(name));
      const messages = queue.receive(10);
      if (messages.length === 0) throw new Error(`nothing waits for ${name}`);
      for (const { receiptHandle } of messages) if (receiptHandle !== null) queue.delete(receiptHandle);
      return sqsEvent(messages, queue.settings.arn);
    },
    close: async () => {
      await functions.stop();
      ec2.destroy();
      await sandbox.close();
    },
  };
};
