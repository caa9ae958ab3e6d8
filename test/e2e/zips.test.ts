import { execFile, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { DescribeImageAttributeCommand, EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { Journal } from '../../lib/ports/journal.ts';
import { sqsEvent } from '../../lib/sandbox/hub/mapping/record.ts';
import { slackHttp } from '../../lib/sandbox/hub/slack/slack-hand.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { packagedMachine, sweepMachine } from '../asl/rendered.ts';
import { hubFunctions, type HubFunctions } from './lambda-runtime/hub-functions.ts';
import { freshPackage, PACKAGE, packageAgain } from './lambda-runtime/fresh-package.ts';
import type { LambdaFunction } from './lambda-runtime/lambda-function.ts';
import {
  FUNCTION_NAMES,
  QUEUE_FUNCTIONS,
  templateFile,
  zipFile,
  type QueueFunction,
} from './lambda-runtime/packaged.ts';
import { runtimeClient, type RuntimeClient } from './lambda-runtime/runtime-client.ts';
import { readZip } from '../../build/zip.ts';
import { bringPythonTools, pythonTool } from './python.ts';

const HUB = '999988887777';
const GOLDEN = '111122223333';
const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const REF = {
  account: AccountId.parse(GOLDEN),
  region: Region.parse('us-east-1'),
  image: ImageId.parse(IMAGE),
};

let client: RuntimeClient = { kind: 'missing', reason: 'it was not looked for' };

beforeAll(async () => {
  await freshPackage();
  client = await runtimeClient();
  if (client.kind === 'missing') {
    process.stderr.write(
      `\n!!! THE ZIPS WERE NOT RUN. ${client.reason}\n!!! With CI=true this is a failure.\n\n`,
    );
  }
}, 600_000);

describe('npm run package', () => {
  const hashes = (folder?: string): readonly string[] =>
    FUNCTION_NAMES.map((name) => hash('sha256', readFileSync(zipFile(name, folder))));

  it('makes the same zips, byte for byte, each time', async () => {
    await packageAgain();
    expect(hashes()).toEqual(hashes(PACKAGE));
    expect(new Set(hashes()).size).toBe(4);
  }, 120_000);

  it('puts one bundle into each zip, and leaves nothing for the runtime or npm to bring', () => {
    for (const name of FUNCTION_NAMES) {
      expect([...readZip(readFileSync(zipFile(name))).keys()]).toEqual([`functions/${name}/handler.cjs`]);
    }
  });

  it('leaves the state machine of the sweep as it is executed in the tests', () => {
    expect(packagedMachine(readFileSync(templateFile, 'utf8'))).toEqual(sweepMachine());
  });

  it('makes a template in which CloudFormation’s linter finds nothing, as it finds nothing in the members’', ({
    skip,
  }) => {
    const problem = bringPythonTools();
    const linter = pythonTool('cfn-lint');
    if (linter === null) {
      if (process.env['CI'] === 'true') throw new Error(problem ?? 'no cfn-lint');
      skip(problem ?? 'no cfn-lint');
      return;
    }
    const lint = (...files: readonly string[]) => spawnSync(linter, ['--', ...files], { encoding: 'utf8' });
    expect(lint(templateFile, 'deploy/member.yaml')).toMatchObject({ status: 0, stdout: '' });
    expect(lint('test/e2e/lambda-runtime/wrong-template.yaml').stdout).toContain('E3002');
  }, 120_000);
});

describe('the zips, under AWS’s runtime client', () => {
  let sandbox: Sandbox;
  let functions: HubFunctions;

  beforeEach(async ({ skip }) => {
    if (client.kind === 'missing') {
      skip(client.reason);
      return;
    }
    sandbox = await startSandbox();
    functions = hubFunctions(sandbox, client.file);
  });

  afterEach(async () => {
    if (client.kind === 'missing') return;
    await functions.stop();
    await sandbox.close();
  });

  const keys = (account: string) => ({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });

  const share = async (added: { readonly Group: 'all' } | { readonly UserId: string }): Promise<void> => {
    const command = new ModifyImageAttributeCommand({ ImageId: IMAGE, LaunchPermission: { Add: [added] } });
    await new EC2Client(keys(GOLDEN)).send(command);
  };

  const shares = async (): Promise<unknown> => {
    const command = new DescribeImageAttributeCommand({ ImageId: IMAGE, Attribute: 'launchPermission' });
    return (await new EC2Client(keys(GOLDEN)).send(command)).LaunchPermissions;
  };

  const journal = (): Journal =>
    dynamoJournal({
      client: new DynamoDBClient(keys(HUB)),
      table: sandbox.hub.tableName,
      clock: sandbox.clock,
    });

  /** All that waits in a function's queue, as the batch that Lambda makes of it. */
  const batchFor = (name: QueueFunction): SQSEvent => {
    const queue = sandbox.hub.queues.queue(functions.queueName(name));
    return sqsEvent(queue.receive(10), queue.settings.arn);
  };

  const answer = async (lambda: LambdaFunction, event: object): Promise<unknown> => {
    const ended = await lambda.invoke(event);
    if (ended.kind === 'failed') throw new Error(`${JSON.stringify(ended.error)}\n${lambda.log()}`);
    return ended.body;
  };

  /** What the CLI says of what it was asked for in the hub's account. */
  const commanded = async (words: readonly string[]): Promise<unknown> => {
    const env = {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: HUB,
      AWS_SECRET_ACCESS_KEY: 'any',
    };
    const args = ['bin/ami-warden.js', ...words, '--output', 'json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout) as unknown;
  };

  it('take a public share back and leave the approved one, journal it and tell of it', async () => {
    const guard = await functions.start('guard');
    await share({ UserId: '444455556666' });
    expect(await answer(guard, batchFor('guard'))).toEqual({ batchItemFailures: [] });
    await share({ Group: 'all' });
    expect(await answer(guard, batchFor('guard'))).toEqual({ batchItemFailures: [] });
    for (const name of ['remediate', 'notify'] as const) {
      expect(await answer(await functions.start(name), batchFor(name))).toEqual({ batchItemFailures: [] });
    }

    expect(await shares()).toEqual([{ UserId: '444455556666' }]);
    const entries = await journal().entries(REF);
    const partner = { kind: 'account', account: '444455556666' };
    const everybody = { kind: 'public' };
    expect(entries.filter(({ kind }) => kind === 'intent')).toMatchObject([
      {
        action: {
          action: 'revoke-public',
          writes: [{ kind: 'launch-permission', remove: [everybody], add: [] }],
        },
        before: { launchPermission: [partner, everybody] },
      },
    ]);
    expect(entries.filter(({ kind }) => kind === 'outcome')).toMatchObject([
      {
        outcome: {
          kind: 'done',
          before: { launchPermission: [partner, everybody] },
          after: { launchPermission: [partner] },
        },
      },
    ]);
    expect(sandbox.hub.topic.messages.map(({ subject }) => subject)).toEqual([
      `ami-warden: Fixed: public-sharing, ${IMAGE}, ${GOLDEN} us-east-1`,
    ]);
    expect(sandbox.hub.topic.messages[0]?.message).toContain(
      'Removed everybody (public). Read back and verified',
    );
  });

  it('write each line of their logs, and their metrics, as JSON that Lambda passes on as it is', async () => {
    const guard = await functions.start('guard');
    await share({ UserId: '444455556666' });
    await answer(guard, batchFor('guard'));
    const lines = guard
      .log()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines.at(-2)).toMatchObject({ level: 'INFO', message: 'change', event: 'ModifyImageAttribute' });
    expect(lines.at(-1)).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'AmiWarden/dev', Dimensions: [['service']] }] },
      service: 'guard',
      Changes: 1,
    });
  });

  it('fail a poisoned record alone', async () => {
    await share({ Group: 'all' });
    const {
      Records: [good, ...others],
    } = batchFor('guard');
    if (good === undefined) throw new Error('no event came');
    expect(others).toEqual([]);
    const broken = JSON.parse(good.body) as { readonly detail: object };
    const poison = {
      ...good,
      messageId: 'poison',
      body: JSON.stringify({
        ...broken,
        detail: { ...broken.detail, requestParameters: { imageId: 'ami-golden' } },
      }),
    };

    const guard = await functions.start('guard');
    // Records are handled side by side: which of the two fails first is chance.
    const { batchItemFailures } = (await answer(guard, {
      Records: [poison, good, { ...poison, messageId: 'noise', body: '{' }],
    })) as SQSBatchResponse;
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted()).toEqual([
      'noise',
      'poison',
    ]);
    expect(sandbox.hub.queues.messages(functions.queueName('remediate'))).toHaveLength(1);
    expect(await answer(await functions.start('remediate'), batchFor('remediate'))).toEqual({
      batchItemFailures: [],
    });
    expect(await shares()).toEqual([]);
  });

  it('undo a remediation when a person says so, at a command line', async () => {
    await share({ Group: 'all' });
    const remediate = await functions.start('remediate');
    await answer(await functions.start('guard'), batchFor('guard'));
    await answer(remediate, batchFor('remediate'));
    const [finding] = await journal().findings(REF);
    expect(finding).toMatchObject({ status: 'fixed' });

    expect(
      await commanded(['rollback', finding?.undo ?? '', '--via', 'ami-warden-dev', '--yes']),
    ).toMatchObject({
      status: 'done',
      // As STS told the function of whoever signed the request.
      by: { kind: 'cli', name: 'operator', id: `arn:aws:iam::${HUB}:user/operator` },
    });
    expect(await shares()).toEqual([{ Group: 'all' }]);
  });

  it('put a share right by themselves, one event after the other, in the same processes', async () => {
    for (const name of QUEUE_FUNCTIONS) await functions.consume(name);
    for (let round = 0; round < 3; round += 1) {
      await share({ Group: 'all' });
      await sandbox.hub.idle();
      expect(await shares()).toEqual([]);
    }
    const outcomes = (await journal().entries(REF)).flatMap((entry) =>
      entry.kind === 'outcome' ? entry.outcome : [],
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    for (const name of QUEUE_FUNCTIONS) {
      expect(sandbox.hub.queues.messages(functions.queueName(name))).toEqual([]);
      expect(sandbox.hub.queues.deadLetters(functions.queueName(name))).toEqual([]);
    }
  });

  it('take a click that Slack has signed, Base64 as a function URL hands on forms, and no other', async () => {
    await share({ Group: 'all' });
    await answer(await functions.start('guard'), batchFor('guard'));
    const [finding] = await journal().findings(REF);
    const value = JSON.stringify({
      act: 'mute',
      account: GOLDEN,
      region: 'us-east-1',
      image: IMAGE,
      finding: finding?.finding.id,
    });
    const payload = {
      type: 'block_actions',
      user: { id: 'U0123ABCD', username: 'alice' },
      trigger_id: '1.2.3',
      container: { type: 'message', channel_id: 'C0SECURITY', message_ts: '1.000001' },
      actions: [{ type: 'button', action_id: 'mute', action_ts: '1.000002', value }],
    };
    const call = (secret: string) => {
      const { headers, body } = slackHttp(payload, secret, new Date());
      return { headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
    };
    const slack = await functions.start('slack');
    expect(await answer(slack, call('another-signing-secret'))).toEqual({ statusCode: 401 });
    expect(sandbox.hub.queues.messages('ami-warden-dev-requests.fifo')).toEqual([]);
    expect(await answer(slack, call('ami-warden-example-signing-secret'))).toEqual({ statusCode: 200 });
    expect(
      sandbox.hub.queues
        .messages('ami-warden-dev-requests.fifo')
        .map(({ body }): unknown => JSON.parse(body)),
    ).toMatchObject([
      { request: { kind: 'mute' }, by: { kind: 'slack', name: 'alice', id: 'slack:U0123ABCD' } },
    ]);
  });
});
