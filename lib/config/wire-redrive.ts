import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sourceOf, sqsDeadLetters } from '../aws/sqs-dead-letters.ts';
import { stackOutputs } from '../aws/stack-outputs.ts';
import { Fault } from '../model/fault.ts';
import type { DeadLetterQueue } from '../ports/dead-letters.ts';
import { outputOf, viaConfig, type ViaSettings } from './wire-via.ts';

/** The dead-letter queues of a deployed service, until `close`. */
export interface OpenDeadLetters {
  readonly queues: readonly DeadLetterQueue[];
  readonly close: () => void;
}

/** A member's queue of events that the hub's bus did not take, and the profile that may read it. */
export interface Undelivered {
  readonly url: string;
  readonly profile: string | undefined;
}

/** Finds them by the hub's stack, with one's own credentials; or the one member's queue, whose events go to the hub's queue of changes. Rejects with `Fault`. */
export const openDeadLetters = async (
  settings: ViaSettings,
  from: Undelivered | null,
): Promise<OpenDeadLetters> => {
  const config = viaConfig(settings);
  const outputs = await stackOutputs(new CloudFormationClient(config), settings.stack);
  const urls = outputOf(outputs, settings.stack, 'DeadLetterQueues').split(',');
  const hub = sqsOf(config);
  const sources = await Promise.all(urls.map(async (url) => ({ url, source: await sourceOf(hub, url) })));
  if (from === null) {
    const queues = sources.map(({ url, source }) => sqsDeadLetters(hub, url, { client: hub, url: source }));
    return { queues: await Promise.all(queues), close: closing(hub) };
  }
  const changes = sources.find(({ source }) => source.endsWith('-changes'));
  if (changes === undefined) {
    throw new Fault('DescribeStacks', 'OtherStack', `the stack ${settings.stack} has no queue of changes`, {
      retryable: false,
    });
  }
  const region = /^https:\/\/sqs\.([\w-]+)\./.exec(from.url)?.[1];
  const member = sqsOf({
    ...config,
    ...(region === undefined ? {} : { region }),
    ...(from.profile === undefined ? {} : { profile: from.profile }),
  });
  const queue = await sqsDeadLetters(member, from.url, { client: hub, url: changes.source });
  return { queues: [queue], close: closing(hub, member) };
};

/** Whoever has set another endpoint than the queue's URL names means it. */
const sqsOf = (config: ReturnType<typeof viaConfig>): SQSClient =>
  new SQSClient({ ...config, useQueueUrlAsEndpoint: false });

const closing =
  (...clients: readonly SQSClient[]) =>
  (): void => {
    for (const client of clients) client.destroy();
  };
