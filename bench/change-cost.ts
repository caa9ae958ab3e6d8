import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateImageCommand,
  CreateTagsCommand,
  DeregisterImageCommand,
  EC2Client,
  EnableImageDeprecationCommand,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { dynamoInventory } from '../lib/aws/dynamo-inventory.ts';
import { readPolicy } from '../lib/cli/sandbox/policy-file.ts';
import { AccountId, Region } from '../lib/model/ids.ts';
import { SandboxClock } from '../lib/sandbox/clock.ts';
import { exampleOrganization } from '../test/cases/organization.ts';
import { wholePlace } from '../test/contract/inventory-samples.ts';
import { startLocalStack, type LocalStack } from '../test/local-stack/local-stack.ts';
import { packagedTemplates } from '../test/local-stack/packaged-templates.ts';
import { loggedRunner, type Logged, type LogLine } from './logged-runner.ts';
import { type MeteredCall, roundsOf, startMeter } from './metered.ts';

const GOLDEN = '111122223333';
const INSTANCE = 'i-0aaaaaaaaaaaaaaa1';
const HARDENED = 'ami-0aaaaaaaaaaaaaa02';
const COLLEAGUE = '222233334444';
const STRANGER = '012345678901';
const TAGS = { Owner: 'platform@example.com', CostCenter: '4711', DataClass: 'internal', Name: 'app-web' };
const LOOK_AGAIN_MS = 61_000;

/** What a function consumed of something that happened: of a table in DynamoDB's units, of its log in bytes. */
export interface Consumed {
  readonly calls: number;
  /** Messages that guard finished, each with a line of its log. */
  readonly handled: number;
  readonly reads: number;
  readonly writes: number;
  /** Calls one after another: of tables, and of all else. */
  readonly tableRounds: number;
  readonly otherRounds: number;
  /** Put into queues. */
  readonly messages: number;
  readonly logBytes: number;
}

// CloudWatch Logs counts 26 bytes for each line beside its text.
const LINE_BYTES = 26;

const sumOf = (calls: readonly MeteredCall[], of: 'reads' | 'writes'): number =>
  calls.reduce((sum, call) => sum + call[of], 0);

const consumedBy = (
  by: string,
  calls: readonly MeteredCall[],
  lines: readonly LogLine[],
  invoked: readonly string[],
): Consumed => {
  const own = calls.filter((call) => call.by === by);
  const logged = lines.filter((line) => line.by === by);
  const tableRounds = roundsOf(own.filter(({ service }) => service === 'DynamoDB'));
  return {
    calls: invoked.filter((name) => name === by).length,
    handled: logged.filter(({ text }) => text.includes('"message":"change"')).length,
    reads: sumOf(own, 'reads'),
    writes: sumOf(own, 'writes'),
    tableRounds,
    otherRounds: roundsOf(own) - tableRounds,
    messages: own.filter(({ service }) => service === 'SQS').length,
    logBytes: logged.reduce((sum, { text }) => sum + Buffer.byteLength(text) + LINE_BYTES, 0),
  };
};

/** The account and region as a sweep leaves it, with counts that events add to, and the organisation as it was walked. */
const asSwept = async ({ sandbox, functions }: LocalStack): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: sandbox.credentialsOf(functions.get('ami-warden-dev-survey')?.is.roleArn ?? ''),
  });
  const inventory = dynamoInventory({ client, table: 'ami-warden-dev-inventory' });
  const now = sandbox.clock.now().toISOString();
  const place = { account: AccountId.parse(GOLDEN), region: Region.parse('us-east-1') };
  await inventory.putPlace({ ...wholePlace, place, heardAt: now }, 0);
  await inventory.putOrganization({ ...exampleOrganization, observedAt: now });
  client.destroy();
};

/** Something that happens, and what each function consumed of it until nothing was left to do. */
class Meter {
  private readonly stack: LocalStack;
  private readonly calls: readonly MeteredCall[];
  private readonly logged: Logged;

  constructor(stack: LocalStack, logged: Logged) {
    this.stack = stack;
    this.calls = startMeter();
    this.logged = logged;
  }

  async of(happen: () => Promise<unknown>): Promise<(name: string) => Consumed> {
    const { stack, calls, logged } = this;
    const [firstCall, firstLine, firstInvoked] = [calls.length, logged.lines.length, logged.calls.length];
    await happen();
    await stack.sandbox.hub.idle();
    await stack.pass(LOOK_AGAIN_MS);
    const [made, lines, invoked] = [
      calls.slice(firstCall),
      logged.lines.slice(firstLine),
      logged.calls.slice(firstInvoked),
    ];
    return (name) => consumedBy(name, made, lines, invoked);
  }
}

/** What guard consumes of a launch and of the life of an image that all is well with, and each function of a share that is put right. */
export interface ChangeCosts {
  readonly launch: Consumed;
  /** Made, available, shared, deprecated, tagged, deregistered, and EC2's own event of that. */
  readonly life: readonly Consumed[];
  /** The one of them that is a tag. */
  readonly tagged: Consumed;
  readonly putRight: { readonly guard: Consumed; readonly remediate: Consumed; readonly notify: Consumed };
}

/** Plays it on the packaged template, with the functions in this process and bench/cost.yaml in force. Needs a package. */
export const playChanges = async (): Promise<ChangeCosts> => {
  const read = await readPolicy('bench/cost.yaml');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const clock = new SandboxClock({ start: new Date('2026-11-23T10:00:00Z'), frozen: true });
  const logged = loggedRunner(clock);
  const stack = await startLocalStack({
    templates: packagedTemplates(),
    policy: read.bundle,
    clock,
    runner: () => logged.runner,
  });
  const ec2 = new EC2Client({
    endpoint: stack.sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: GOLDEN, secretAccessKey: 'any' },
  });
  try {
    await asSwept(stack);
    return await live(ec2, new Meter(stack, logged));
  } finally {
    ec2.destroy();
    await stack.stop();
    logged.stop();
  }
};

const share = (ImageId: string, UserId: string): ModifyImageAttributeCommand =>
  new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId }] } });

const live = async (ec2: EC2Client, meter: Meter): Promise<ChangeCosts> => {
  const launch = () => ec2.send(new RunInstancesCommand({ ImageId: HARDENED, MinCount: 1, MaxCount: 1 }));
  const tag = (Key: string, ImageId: string) =>
    ec2.send(new CreateTagsCommand({ Resources: [ImageId], Tags: [{ Key, Value: 'yes' }] }));
  // What comes first finds no session, no policy and no organisation yet, and its images in no inventory.
  await meter.of(launch);
  await meter.of(() => tag('Warm', HARDENED));
  const launched = await meter.of(launch);
  let ImageId = '';
  const made = await meter.of(async () => {
    const Tags = Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value }));
    const image = new CreateImageCommand({
      InstanceId: INSTANCE,
      Name: 'app-web-20261123',
      TagSpecifications: [{ ResourceType: 'image', Tags }],
    });
    ImageId = (await ec2.send(image)).ImageId ?? '';
  });
  const shared = await meter.of(() => ec2.send(share(ImageId, COLLEAGUE)));
  const deprecated = await meter.of(() =>
    ec2.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt: new Date('2027-03-01T00:00:00Z') })),
  );
  const tagged = await meter.of(() => tag('Tested', ImageId));
  const deregistered = await meter.of(() => ec2.send(new DeregisterImageCommand({ ImageId })));
  const putRight = await meter.of(() => ec2.send(share(HARDENED, STRANGER)));
  return {
    launch: launched('guard'),
    life: [made, shared, deprecated, tagged, deregistered].map((one) => one('guard')),
    tagged: tagged('guard'),
    putRight: { guard: putRight('guard'), remediate: putRight('remediate'), notify: putRight('notify') },
  };
};
