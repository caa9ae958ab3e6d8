import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeNotify } from '../../../functions/notify/notify.ts';
import type { NoticePorts } from '../../../lib/app/notice-ports.ts';
import { sqsQueues } from '../../../lib/aws/sqs-queues.ts';
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from '../sandbox/hub/hub-world.ts';
import { quietChannel, quietPorts } from './quiet-ports.ts';

const NOTICES = 'ami-warden-dev-notices.fifo';

let sandbox: Sandbox;
let sqs: SQSClient;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  sqs = new SQSClient(clientOf(sandbox));
});
afterEach(async () => {
  sqs.destroy();
  await sandbox.close();
});

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

it('two workers tell each record once, though its notices come a moment apart', async () => {
  const told: string[] = [];
  const noted = new Set<string>();
  // Each call takes a turn, so that another worker could come in between.
  const ports: NoticePorts = {
    ...quietPorts({
      isMalformedTold: async (id) => {
        await turn();
        return noted.has(id);
      },
      noteMalformedTold: async (id) => {
        await turn();
        noted.add(id);
      },
    }),
    whispers: null,
    channels: {
      always: [
        quietChannel('sns', async ({ id }) => {
          await turn();
          told.push(id);
        }),
      ],
      named: () => null,
    },
  };
  const { queues } = sandbox.hub;
  const [changes, plans, notices] = [
    `${queues.url(NOTICES)}-1`,
    `${queues.url(NOTICES)}-2`,
    queues.url(NOTICES),
  ];
  const sender = sqsQueues({ client: sqs, changes, plans, notices });
  const place = { account: null, region: null, reason: 'r', at: '2026-03-02T09:00:00.000Z' };
  for (const id of ['a', 'a', 'b', 'a', 'b']) await sender.sendNotice({ kind: 'malformed', id, ...place });
  expect(queues.messages(NOTICES)).toHaveLength(5);

  const notify = makeNotify(ports);
  const options = {
    batchSize: 1,
    maximumConcurrency: 2,
    functionResponseTypes: ['ReportBatchItemFailures'],
  } as const;
  sandbox.hub.consume(NOTICES, options, (event) => notify(event, {} as Context));
  await sandbox.hub.idle();
  expect(told.toSorted()).toEqual(['a', 'b']);
  expect(queues.messages(NOTICES)).toEqual([]);
});
