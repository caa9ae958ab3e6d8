import {
  DescribeImageAttributeCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  type LaunchPermission,
} from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { attachService } from '../../../../lib/cli/sandbox/service.ts';
import type { HandIo, Means } from '../../../../lib/cli/by-hand/hand.ts';
import { MEANS } from '../../../../lib/cli/by-hand/hand.ts';
import type { JournalEntry } from '../../../../lib/model/journal.ts';
import { sqlitePages } from '../../../../lib/local/sqlite-pages.ts';
import { bundleJson } from '../../../../lib/policy/bundle.ts';
import { compilePolicy } from '../../../../lib/policy/source/compile-policy.ts';
import type { SessionKeys } from '../../../../lib/sandbox/identity/sessions.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { capturedIo } from '../policy/captured-io.ts';
import { folderOf } from '../policy/folder.ts';

export const OWNER = '111122223333';
export const HUB = '999988887777';
export const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
export const OTHER_IMAGE = 'ami-0aaaaaaaaaaaaaa02';
export const SUBJECT = `${OWNER}/us-east-1/${IMAGE}`;
export const STRANGER = '012345678901';
export const COLLEAGUE = '222233334444';
export const STACK = 'ami-warden-dev';

export const POLICY = `version: 1
name: by-hand
mode: audit
rules:
  public-sharing: { remediate: { action: revoke-public } }
  sharing: { allow: { orgs: [self] } }
  guardrails: { imageBlockPublicAccess: block-new-sharing, remediate: { action: enable-block-public-access } }
`;

const compiled = compilePolicy([{ name: 'policy.yaml', text: POLICY }]);
/** The same, compiled: where many commands run, each is spared that. */
const BUNDLE = compiled.ok ? bundleJson(compiled.bundle) : '';

/** What a command ended with. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly questions: readonly string[];
}

type Command = (
  words: readonly string[],
  raw: unknown,
  io: HandIo,
  now: Date,
  means: Means,
) => Promise<number>;

/** How a command is called: who calls, on a terminal or not, and what they say when asked. */
export interface Call {
  /** An account, whose operator calls; or keys of a role's session. */
  readonly caller?: string | SessionKeys;
  readonly says?: 'yes' | 'no' | 'nobody';
  readonly now?: Date;
  readonly means?: Partial<Means>;
  /** Called with what stands for Ctrl-C, before anything runs. */
  readonly interrupt?: (press: () => void) => void;
}

/** A sandbox for the tests of a file, and people at its terminals. `guarded`: with the service, under this policy. */
export const handWorld = (guarded: string | null = null) => {
  let sandbox: Sandbox;
  const folder = { at: (name: string): string => name };
  beforeAll(async () => {
    sandbox = await startSandbox();
    if (guarded === null) return;
    const inForce = compilePolicy([{ name: 'policy.yaml', text: guarded }]);
    if (!inForce.ok) throw new Error(inForce.problems.join('\n'));
    sandbox.hub.bucket.put('policy.json', bundleJson(inForce.bundle), 'application/json');
    attachService(sandbox, { note: () => undefined });
  });
  afterAll(() => sandbox.close());
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const ec2 = async <T>(account: string, use: (client: EC2Client) => Promise<T>): Promise<T> => {
    const client = new EC2Client({
      endpoint: sandbox.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: account, secretAccessKey: 'any' },
    });
    try {
      return await use(client);
    } finally {
      client.destroy();
    }
  };

  return {
    sandbox: (): Sandbox => sandbox,
    /** A folder of the test's own, with the policy in it; `policy.json` is the one of all tests, compiled. */
    fresh: (policy = POLICY, organization = ''): void => {
      folder.at = folderOf({
        'policy.yaml': policy,
        'policy.json': BUNDLE,
        'organization.yaml': organization,
      });
    },
    at: (name: string): string => folder.at(name),
    run: async (
      command: Command,
      words: readonly string[],
      flags: object,
      call: Call = {},
    ): Promise<Ended> => {
      const { caller = OWNER, says = 'nobody', now = new Date(), means = {}, interrupt } = call;
      vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
      const keys = typeof caller === 'string' ? { accessKeyId: caller, secretAccessKey: 'any' } : caller;
      vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
      vi.stubEnv('AWS_SESSION_TOKEN', 'sessionToken' in keys ? keys.sessionToken : undefined);
      vi.stubEnv('AWS_REGION', 'us-east-1');
      const isTTY = says !== 'nobody';
      const env = { AWS_ENDPOINT_URL: sandbox.endpoint, XDG_STATE_HOME: folder.at('state') };
      const { io, out, err } = capturedIo({ isTTY, env });
      const questions: string[] = [];
      const handIo: HandIo = {
        ...io,
        stdin: Object.assign(io.stdin, { isTTY }),
        once: (signal, listener) => {
          if (signal === 'SIGINT') interrupt?.(listener);
        },
      };
      const code = await command(words, flags, handIo, now, {
        ...MEANS,
        confirm: (_, question) => {
          questions.push(question);
          return Promise.resolve(says === 'yes');
        },
        ...means,
      });
      return { code, out: out(), err: err(), questions };
    },
    share: (...add: readonly string[]): Promise<unknown> =>
      ec2(OWNER, async (client) => {
        const grants = await read(client);
        const wanted = add.map(grantOf);
        if (grants.length > 0) await modify(client, { Remove: [...grants] });
        if (wanted.length > 0) await modify(client, { Add: wanted });
      }),
    /** Who may launch the image: `all` and account ids. */
    grants: (): Promise<readonly string[]> =>
      ec2(OWNER, async (client) =>
        (await read(client)).map(({ Group, UserId }) => Group ?? UserId ?? '').toSorted(),
      ),
    ec2,
    /** The journal of this machine. */
    entries: async (): Promise<readonly JournalEntry[]> => {
      const { pages, close } = sqlitePages(folder.at('state/ami-warden/journal.sqlite'));
      try {
        return (await pages.read({}, null)).entries;
      } finally {
        close();
      }
    },
  };
};

const grantOf = (who: string): LaunchPermission => (who === 'all' ? { Group: 'all' } : { UserId: who });

const read = async (client: EC2Client): Promise<readonly LaunchPermission[]> => {
  const command = new DescribeImageAttributeCommand({ ImageId: IMAGE, Attribute: 'launchPermission' });
  return (await client.send(command)).LaunchPermissions ?? [];
};

const modify = (
  client: EC2Client,
  change: { readonly Add?: LaunchPermission[]; readonly Remove?: LaunchPermission[] },
): Promise<unknown> =>
  client.send(new ModifyImageAttributeCommand({ ImageId: IMAGE, LaunchPermission: change }));

/** An entry in a word or two. */
export const entryText = (entry: JournalEntry): string => {
  switch (entry.kind) {
    case 'outcome':
      return `${entry.action.action} ${entry.outcome.kind}`;
    case 'approval':
      return `${entry.decision} by ${entry.by.name}`;
    case 'finding':
      return `${entry.finding.rule} ${entry.status}`;
    case 'intent':
      return `${entry.action.action} begun`;
    case 'plan':
    case 'attempt':
    case 'waiver':
    case 'mute':
      return entry.kind;
  }
};
