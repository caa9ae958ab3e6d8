import { fileURLToPath } from 'node:url';
import { lambdaNode } from '../test/e2e/lambda-runtime/lambda-function.ts';
import type { EstateServer } from './estate-server.ts';
import type { Truth } from './estate-truth.ts';
import { measured } from './measured.ts';
import type { Spent } from './child.ts';
import { foundImages } from './sweep.ts';

const COMMAND = fileURLToPath(new URL('../bin/ami-warden.js', import.meta.url));
const ORGANIZATION = fileURLToPath(new URL('organization.yaml', import.meta.url));

/** What a tool found, and what it said about whether that is all. */
export interface Looked extends Spent {
  readonly found: Truth;
  readonly said: string;
}

interface ScanJson {
  readonly complete: boolean;
  readonly notSeen: readonly unknown[];
  readonly notSeenBesides: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly subject: string;
    readonly standing: string;
  }[];
}

/** `ami-warden scan` of the estate with a policy of this folder; what it saw is kept in `state`. Rejects when it fails. */
export const scanEstate = async (
  estate: EstateServer,
  options: { readonly policy: string; readonly state: string; readonly share?: number },
): Promise<Looked> => {
  const policy = fileURLToPath(new URL(options.policy, import.meta.url));
  const { state, share = 100 } = options;
  const flags = ['--policy', policy, '--organization', ORGANIZATION, '--regions', 'us-east-1'];
  const more = ['--file', state, '--share', String(share), '--output', 'json'];
  const ran = await measured([lambdaNode, COMMAND, 'scan', ...flags, ...more], estate.environment);
  if (ran.code === 1) throw new Error(ran.stderr);
  const { complete, notSeen, notSeenBesides, findings } = JSON.parse(ran.stdout) as ScanJson;
  const open = findings.filter(({ standing }) => standing === 'open');
  return {
    ...ran,
    found: foundImages(
      open.map(({ rule, subject }) => ({ rule, image: subject.slice(subject.lastIndexOf('/') + 1) })),
    ),
    said: complete ? 'complete' : `partial: ${String(notSeen.length + notSeenBesides)} not seen`,
  };
};
