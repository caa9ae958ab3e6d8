import { journalFile } from '../../config/state-file.ts';
import type { Direct, openDirect } from '../../config/wire-direct.ts';
import type { openVia, Via } from '../../config/wire-via.ts';
import { loadEither } from '../policy/load-either.ts';
import { loadOrganization } from '../policy/load-organization.ts';
import { problemLines } from '../policy/problem-line.ts';
import { print, type Io } from '../output/io.ts';
import type { Way } from './options.ts';

/** What a command by hand may touch of its process; `process` is one. */
export interface HandIo extends Io {
  readonly stdin: Io['stdin'] & { readonly isTTY?: boolean };
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** Who does it: one's own credentials, or the deployed service. */
export type Hand = Direct | Via;

/** Asks a question on stderr; false for no, and for a question that was left. */
export type Confirm = (io: HandIo, question: string) => Promise<boolean>;

/** What a command by hand works with. Loaded when it is needed: help must not pay for the SDK. */
export interface Means {
  readonly direct: typeof openDirect;
  readonly via: typeof openVia;
  readonly confirm: Confirm;
}

/** The means there are really. */
export const MEANS: Means = {
  direct: async (settings, watch) => {
    const { openDirect: open } = await import('../../config/wire-direct.ts');
    return open(settings, watch);
  },
  via: async (settings) => {
    const { openVia: open } = await import('../../config/wire-via.ts');
    return open(settings);
  },
  confirm: async (io, question) => {
    const { confirmOnTerminal } = await import('./confirm.ts');
    return confirmOnTerminal(io, question);
  },
};

/**
 * The hand that the flags name. `judges`: whether it takes a policy, which a service has itself. Null when the policy or the
 * organisation has mistakes, which were told; rejects with `Fault`.
 */
export const openHand = async (
  way: Way,
  judges: boolean,
  io: HandIo,
  now: Date,
  means: Means,
): Promise<Hand | null> => {
  const { via, profile, region } = way;
  const environment = io.env;
  if (via !== undefined) return means.via({ stack: via, profile, environment });
  const policy = judges ? await loadEither(way.policy ?? ['ami-policy.yaml'], io.stdin, now) : null;
  if (policy?.ok === false) {
    await print(io.stderr, problemLines(policy.problems, 'error'));
    if (way.policy === undefined) await print(io.stderr, '--policy names the policy to judge by\n');
    return null;
  }
  const organization = await loadOrganization(way.organization, io, now);
  if (organization === 'bad') return null;
  return means.direct({
    policy: policy?.bundle ?? null,
    journal: way.file ?? journalFile(environment),
    environment,
    profile,
    region,
    role: way.role === undefined ? null : { name: way.role, externalId: way.externalId },
    ...(organization === null ? {} : { organization }),
  });
};
