import { SandboxClock } from './clock.ts';
import { Faults } from './faults/faults.ts';
import { NO_FAULTS, type FaultSpec } from './faults/spec.ts';
import { SandboxCallers } from './identity/callers.ts';
import { organizationsService } from './identity/organizations.ts';
import { Roles } from './identity/role.ts';
import { Sessions, type SessionKeys } from './identity/sessions.ts';
import { stsService } from './identity/sts.ts';
import type { Estate } from './organization/estate.ts';
import { EXAMPLE_ESTATE } from './organization/example.ts';
import { SandboxOrganization } from './organization/organization.ts';
import { estateRoles } from './organization/roles.ts';
import { randomUuid, seededRandom } from './random.ts';
import { CallLog } from './wire/call-log.ts';
import { WireServer } from './wire/server.ts';
import type { CallObserver } from './wire/service.ts';

/** How a sandbox begins; all of it may be left out. */
export interface SandboxOptions {
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  readonly seed?: number;
  readonly estate?: Estate;
  readonly faults?: FaultSpec;
  readonly clock?: SandboxClock;
}

/** An AWS organisation in memory, with an endpoint that speaks AWS's protocols. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly clock: SandboxClock;
  readonly organization: SandboxOrganization;
  readonly roles: Roles;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly wire: WireServer;
  /** Keys of a role's session, as Lambda gives them to a function; they last as long as the sandbox. Throws when there is no such role. */
  credentialsOf(roleArn: string, sessionName?: string): SessionKeys;
  /** Tells of every decoded call. */
  observe(observer: CallObserver): void;
  close(): Promise<void>;
}

/** Starts a sandbox. Rejects when the port is taken (`EADDRINUSE`). */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const seed = options.seed ?? 1;
  const estate = options.estate ?? EXAMPLE_ESTATE;
  const clock = options.clock ?? new SandboxClock();
  const organization = new SandboxOrganization(estate);
  const roles = new Roles(estateRoles(estate));
  const sessions = new Sessions(seededRandom(seed + 1));
  const callers = new SandboxCallers(roles, sessions, clock);
  const faults = new Faults(options.faults ?? NO_FAULTS, seededRandom(seed + 2), clock);
  const calls = new CallLog();
  const observers: CallObserver[] = [
    (call) => {
      calls.note(call);
    },
  ];
  const requestIds = seededRandom(seed + 3);
  const wire = new WireServer(
    {
      callers,
      faults,
      clock,
      onCall: (call) => {
        for (const observer of observers) observer(call);
      },
    },
    () => randomUuid(requestIds),
  );
  wire.serve(stsService(roles, sessions));
  wire.serve(organizationsService(organization));
  const endpoint = await wire.listen(options.port ?? 0);
  return {
    endpoint,
    clock,
    organization,
    roles,
    calls,
    faults,
    wire,
    credentialsOf: (arn, sessionName) => {
      const role = roles.find(arn);
      if (role === null) throw new Error(`there is no role ${arn}`);
      return sessions.mint(role, sessionName ?? role.name, null).keys;
    },
    observe: (observer) => {
      observers.push(observer);
    },
    close: async () => {
      clock.close();
      await wire.close();
    },
  };
};
