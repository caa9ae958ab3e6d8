import { ModifyImageAttributeCommand, EC2Client, type LaunchPermission } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { runScan, type ScanIo } from '../../../../lib/cli/scan/run.ts';
import { openScan, type OpenScan } from '../../../../lib/config/wire-scan.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../../lib/sandbox/sandbox.ts';
import { capturedIo } from '../policy/captured-io.ts';

export const OWNER = '111122223333';
export const MANAGEMENT = '123456789012';
export const BASE = 'ami-0aaaaaaaaaaaaaa01';

/** What a scan ended with, and the requests that it sent, counted by operation. */
export interface Scanned {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly calls: Readonly<Record<string, number>>;
}

/** A sandbox for the tests of a file, and people who scan it. */
export const scanWorld = (options: SandboxOptions = {}) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox(options);
  });
  afterAll(() => sandbox.close());
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  return {
    sandbox: (): Sandbox => sandbox,
    /** `open` in the place of what is really opened; `press`: is handed what stands for Ctrl-C. */
    scan: async (
      flags: object,
      {
        caller = OWNER,
        open = openScan,
        press = () => undefined,
      }: {
        readonly caller?: string;
        readonly open?: OpenScan;
        readonly press?: (interrupt: () => void) => void;
      } = {},
    ): Promise<Scanned> => {
      const keys = { AWS_ACCESS_KEY_ID: caller, AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' };
      const env = { ...keys, AWS_ENDPOINT_URL: sandbox.endpoint };
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
      const { io, out, err } = capturedIo({ env });
      const scanIo: ScanIo = {
        ...io,
        once: (signal, listener) => {
          if (signal === 'SIGINT') press(listener);
        },
      };
      const before = sandbox.calls.of({}).length;
      const code = await runScan(flags, scanIo, new Date(), open);
      const calls: Record<string, number> = {};
      for (const { operation } of sandbox.calls.of({}).slice(before)) {
        calls[operation] = (calls[operation] ?? 0) + 1;
      }
      return { code, out: out(), err: err(), calls };
    },
    /** A session of a role, taken by the management account; `expire` lets the sandbox's time go on until it is over. */
    session: async (
      account: string,
      role: string,
    ): Promise<{ readonly key: string; readonly token: string; readonly expire: () => void }> => {
      const client = new STSClient({
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: MANAGEMENT, secretAccessKey: 'any' },
      });
      const { Credentials } = await client.send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: 'laptop' }),
      );
      client.destroy();
      return {
        key: Credentials?.AccessKeyId ?? '',
        token: Credentials?.SessionToken ?? '',
        expire: () => {
          sandbox.clock.advance(3_600_000);
        },
      };
    },
    share: async (account: string, image: string, ...add: readonly LaunchPermission[]): Promise<void> => {
      const client = new EC2Client({
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: account, secretAccessKey: 'any' },
      });
      await client.send(
        new ModifyImageAttributeCommand({ ImageId: image, LaunchPermission: { Add: [...add] } }),
      );
      client.destroy();
    },
  };
};
