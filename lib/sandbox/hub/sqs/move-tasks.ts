import type {
  ListDeadLetterSourceQueuesRequest,
  ListDeadLetterSourceQueuesResult,
  ListMessageMoveTasksRequest,
  ListMessageMoveTasksResult,
  ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskRequest,
  StartMessageMoveTaskResult,
} from '@aws-sdk/client-sqs';
import type { SandboxClock } from '../../clock.ts';
import { AwsError, type CallContext, type Operation } from '../../wire/service.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** Which queues a dead-letter queue is of, and the moves back to them, which are done at once here. */
export const moveTasks = (queues: Queues, clock: SandboxClock): Readonly<Record<string, Operation>> => {
  const tasks = new Map<string, ListMessageMoveTasksResultEntry[]>();
  const byArn = (arn: string | undefined, { caller }: CallContext): Queue => {
    const [, , , region = '', account = '', name = ''] = (arn ?? '').split(':');
    const queue = queues.byName(name, account, region);
    if (queue !== null && account === caller.account) return queue;
    throw new AwsError(
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
      404,
    );
  };
  const sourcesOf = ({ settings }: Queue): readonly Queue[] =>
    queues.all().filter((queue) => queue.settings.redrive?.targetArn === settings.arn);

  return {
    ListDeadLetterSourceQueues: (
      input: ListDeadLetterSourceQueuesRequest,
      context: CallContext,
    ): ListDeadLetterSourceQueuesResult => ({
      queueUrls: sourcesOf(queues.at(input.QueueUrl ?? '', context)).map((queue) => queues.url(queue)),
    }),
    StartMessageMoveTask: (
      input: StartMessageMoveTaskRequest,
      context: CallContext,
    ): StartMessageMoveTaskResult => {
      const source = byArn(input.SourceArn, context);
      if (sourcesOf(source).length === 0) {
        throw new AwsError(
          'InvalidParameterValue',
          'Source queue must be configured as a Dead Letter Queue.',
        );
      }
      const destination = input.DestinationArn === undefined ? null : byArn(input.DestinationArn, context);
      // Without a destination a message goes to where it came from; one that came from no queue has none.
      const taken = source.takeOut(
        ({ deadLetterSource }) => destination !== null || deadLetterSource !== null,
      );
      for (const message of taken) {
        const target = destination ?? byArn(message.deadLetterSource ?? '', context);
        const { body, attributes, senderId, groupId } = message;
        // A moved message is a new one.
        const order = groupId === null ? {} : { groupId, deduplicationId: `moved-${message.id}` };
        target.send({ body, attributes, senderId, ...order });
      }
      const handle = `move-${source.settings.name}-${String((tasks.get(source.settings.arn) ?? []).length + 1)}`;
      const task = {
        TaskHandle: handle,
        Status: 'COMPLETED',
        SourceArn: source.settings.arn,
        ...(destination === null ? {} : { DestinationArn: destination.settings.arn }),
        ApproximateNumberOfMessagesMoved: taken.length,
        ApproximateNumberOfMessagesToMove: taken.length,
        StartedTimestamp: clock.now().getTime(),
      };
      tasks.set(source.settings.arn, [task, ...(tasks.get(source.settings.arn) ?? [])]);
      return { TaskHandle: handle };
    },
    ListMessageMoveTasks: (
      input: ListMessageMoveTasksRequest,
      context: CallContext,
    ): ListMessageMoveTasksResult => ({
      Results: (tasks.get(byArn(input.SourceArn, context).settings.arn) ?? []).slice(
        0,
        input.MaxResults ?? 1,
      ),
    }),
  };
};
