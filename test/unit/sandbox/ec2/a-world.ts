import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { seedWorld } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { ec2Service } from '../../../../lib/sandbox/ec2/service.ts';
import {
  createWorld,
  type StateChange,
  type World,
  type WorldOptions,
} from '../../../../lib/sandbox/ec2/world.ts';
import { EXAMPLE_ESTATE } from '../../../../lib/sandbox/organization/example.ts';
import { SandboxOrganization } from '../../../../lib/sandbox/organization/organization.ts';
import { AwsError, type CallContext } from '../../../../lib/sandbox/wire/service.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';

export const GOLDEN = '111122223333';
export const WEB_PROD = '222233334444';
export const WEB_DEV = '555566667777';
export const PARTNER = '444455556666';
export const STRANGER = '012345678901';
const HOME = 'us-east-1';

/** A seeded world on a clock that stands still, and calls to its operations as one account or another. */
export interface TestWorld {
  readonly world: World;
  readonly clock: SandboxClock;
  readonly organization: SandboxOrganization;
  readonly changes: StateChange[];
  /** Calls an operation of an account, in us-east-1 unless told. */
  call(account: string, operation: string, input: object, region?: string): unknown;
}

export const aWorld = (options: Partial<WorldOptions> = {}): TestWorld => {
  const clock = new SandboxClock({ start: new Date('2024-11-05T10:00:00Z'), frozen: true });
  const organization = new SandboxOrganization(EXAMPLE_ESTATE);
  const changes: StateChange[] = [];
  const world = createWorld({
    clock,
    seed: 7,
    membership: (account) => organization.membership(account),
    onStateChange: (change) => changes.push(change),
    ...options,
  });
  seedWorld(world, organization);
  const { operations } = ec2Service(world);
  let requests = 0;
  return {
    world,
    clock,
    organization,
    changes,
    call: (account, operation, input, region = HOME) => {
      const behaviour = operations[operation];
      if (behaviour === undefined) throw new Error(`no operation ${operation}`);
      requests += 1;
      const context: CallContext = {
        service: 'ec2',
        operation,
        caller: {
          account: AccountId.parse(account),
          arn: `arn:aws:iam::${account}:user/operator`,
          principalId: 'AIDAEXAMPLE',
          accessKeyId: account,
          session: null,
        },
        region: Region.parse(region),
        requestId: `request-${String(requests)}`,
        sourceIp: '192.0.2.10',
        userAgent: 'test',
        now: clock.now(),
        beforeWrite: () => {
          if (Reflect.get(input, 'DryRun') !== true) return;
          throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
        },
      };
      return behaviour(input as never, context);
    },
  };
};

/** The error code with which a call is refused, or `done`. */
export const refusal = (call: () => unknown): string => {
  try {
    call();
    return 'done';
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
};
