import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

/** A sandbox whose time stands still at this instant until it is advanced. */
export const START = '2026-03-02T09:00:00.000Z';

export const frozenSandbox = (): Promise<Sandbox> =>
  startSandbox({ clock: new SandboxClock({ start: new Date(START), frozen: true }) });

/** Settings of an SDK client with an account's own key; tries once unless told. */
export const clientOf = (sandbox: Sandbox, account = '999988887777', maxAttempts = 1) => ({
  endpoint: sandbox.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: account, secretAccessKey: 'any' },
  maxAttempts,
});
