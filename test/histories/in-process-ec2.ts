import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Ec2Clients } from '../../lib/aws/ec2-clients.ts';
import type { AccountId, Region } from '../../lib/model/ids.ts';
import { createTrail, type EventSink } from '../../lib/sandbox/cloudtrail/trail.ts';
import type { SandboxClock } from '../../lib/sandbox/clock.ts';
import { ec2Service } from '../../lib/sandbox/ec2/service.ts';
import { createWorld, type World } from '../../lib/sandbox/ec2/world.ts';
import { EXAMPLE_ESTATE } from '../../lib/sandbox/organization/example.ts';
import { SandboxOrganization } from '../../lib/sandbox/organization/organization.ts';
import { randomUuid, seededRandom, type Random } from '../../lib/sandbox/random.ts';
import { AwsError, type Caller } from '../../lib/sandbox/wire/service.ts';

/** What is to befall a call: an error in its place, or in the place of its answer, after it had its effect. */
export interface Befalls {
  readonly before: string | null;
  readonly after: string | null;
}

const READS = /^(Describe|Get|List)/;
/** What happened is remembered for so long, so that reads can be as far behind as that. */
const REMEMBERED_MS = 20_000;

/**
 * The sandbox's EC2 without its endpoint: the operations, called as the SDK's commands would call them, and CloudTrail's
 * events of them.
 */
export class InProcessEc2 {
  readonly organization = new SandboxOrganization(EXAMPLE_ESTATE);
  readonly world: World;
  /** How far reads are behind just now, in milliseconds. */
  lag: () => number = () => 0;
  befalls: (operation: string) => Befalls = () => ({ before: null, after: null });
  /** Told of every call that changed something. */
  onWrite: (caller: Caller, region: Region, operation: string, input: object) => void = () => undefined;
  private reading = false;
  private readonly clock: SandboxClock;
  private readonly trail: ReturnType<typeof createTrail>;
  private readonly requestIds: Random;
  private readonly service: ReturnType<typeof ec2Service>;

  constructor(seed: number, clock: SandboxClock, sink: EventSink) {
    this.clock = clock;
    this.trail = createTrail({ seed, sink });
    this.requestIds = seededRandom(seed + 1);
    this.world = createWorld({
      clock,
      seed: seed + 2,
      membership: (account) => this.organization.membership(account),
      staleMs: () => (this.reading ? this.lag() : REMEMBERED_MS),
      onStateChange: this.trail.announce,
    });
    this.service = ec2Service(this.world);
  }

  /** One call, answered at once. Throws an error as the SDK would. */
  call(caller: Caller, region: Region, operation: string, input: object): object {
    const requestId = randomUuid(this.requestIds);
    const context = {
      service: 'ec2',
      operation,
      caller,
      region,
      requestId,
      sourceIp: '192.0.2.7',
      userAgent: 'aws-cli/2',
      now: this.clock.now(),
      beforeWrite: () => undefined,
    };
    const { before, after } = this.befalls(operation);
    if (before !== null)
      throw sdkError(new AwsError(before, 'befallen before it had an effect', statusOf(before)));
    const behaviour = this.service.operations[operation];
    if (behaviour === undefined) throw new Error(`the sandbox has no ${operation}`);
    this.reading = READS.test(operation);
    try {
      const output = behaviour(input as never, context);
      if (!this.reading) this.onWrite(caller, region, operation, input);
      this.trail.observe({ context, input, outcome: { kind: 'answered', output } });
      if (after !== null) throw new AwsError(after, 'its answer is lost', statusOf(after));
      return { ...(output as object | undefined), $metadata: { requestId } };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (after === null) this.trail.observe({ context, input, outcome: { kind: 'refused', error } });
      throw sdkError(error);
    } finally {
      this.reading = false;
    }
  }

  /** Clients of the SDK's form, as far as the adapters use them. */
  clients(callerOf: (account: AccountId) => Caller): Ec2Clients {
    return (account, region) => {
      const send = async (command: { readonly input: object }): Promise<object> => {
        await Promise.resolve();
        const operation = command.constructor.name.replace(/Command$/, '');
        return this.call(callerOf(account), region, operation, command.input);
      };
      return Promise.resolve({ send } as unknown as EC2Client);
    };
  }
}

const statusOf = (code: string): number => (code === 'UnauthorizedOperation' ? 403 : 503);

const sdkError = ({ code, message, status }: AwsError): Error => {
  const error = new Error(message);
  error.name = code;
  return Object.assign(error, { $metadata: { httpStatusCode: status } });
};

/** A person of an account. */
export const person = (account: AccountId, name: string): Caller => ({
  account,
  arn: `arn:aws:iam::${account}:user/${name}`,
  principalId: `AIDA${name}`,
  accessKeyId: account,
  session: null,
});

/** A session of one of our own roles in a member account. */
export const session = (account: AccountId, role: string, name: string): Caller => ({
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  principalId: `AROA${role}:${name}`,
  accessKeyId: `ASIA${account}`,
  session: { role, name },
});
