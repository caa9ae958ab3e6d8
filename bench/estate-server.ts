import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SPENT_PATH } from '../lib/sandbox/wire/spent.ts';
import { lambdaNode } from '../test/e2e/lambda-runtime/lambda-function.ts';
import type { Truth } from './estate-truth.ts';

/** An estate of one account and region, as `ami-warden sandbox --images N --offending S --faults F` makes it; `offending` is 0 to 1. */
export interface EstateOptions {
  readonly images: number;
  readonly offending: number;
  readonly faults?: string;
  /** So many times as fast as real time does its own go by. */
  readonly speed?: number;
}

/** What the child says. */
export type EstateWord = { readonly endpoint: string } | { readonly truth: Truth };

/** What the sandbox counted since `reset`. */
interface SandboxSpent {
  readonly calls: Readonly<
    Record<string, { readonly answered: number; readonly refused: Readonly<Record<string, number>> }>
  >;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** A sandbox in a process of its own. */
export interface EstateServer {
  readonly endpoint: string;
  /** What makes a client call it as the account that owns the images. */
  readonly environment: Readonly<Record<string, string>>;
  readonly reset: () => Promise<void>;
  readonly spent: () => Promise<SandboxSpent>;
  /** What breaks which rule at this moment. */
  readonly truth: () => Promise<Truth>;
  readonly stop: () => Promise<void>;
}

const PROCESS = fileURLToPath(new URL('estate-process.ts', import.meta.url));

export const startEstate = async (options: EstateOptions): Promise<EstateServer> => {
  const child = fork(PROCESS, [JSON.stringify(options)], { execPath: lambdaNode });
  const next = async (): Promise<EstateWord> => {
    const [word] = (await once(child, 'message')) as [EstateWord];
    return word;
  };
  const first = await next();
  if (!('endpoint' in first)) throw new Error('the sandbox did not begin with its endpoint');
  const { endpoint } = first;
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: '111122223333',
      AWS_SECRET_ACCESS_KEY: 'any',
    },
    reset: async () => {
      await fetch(`${endpoint}${SPENT_PATH}`, { method: 'DELETE' });
    },
    spent: async () => (await (await fetch(`${endpoint}${SPENT_PATH}`)).json()) as SandboxSpent,
    truth: async () => {
      const answer = next();
      child.send('truth');
      const word = await answer;
      if (!('truth' in word)) throw new Error('the sandbox did not tell the truth');
      return word.truth;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
};

/** How many EC2 calls there were, and how many were refused for being too many. */
export const ec2Calls = ({ calls }: SandboxSpent): { readonly calls: number; readonly throttled: number } => {
  const counts = Object.entries(calls).flatMap(([name, count]) => (name.startsWith('ec2:') ? [count] : []));
  const refused = counts.flatMap((count) => Object.entries(count.refused));
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  return {
    calls: sum(counts.map(({ answered }) => answered)) + sum(refused.map(([, count]) => count)),
    throttled: sum(refused.flatMap(([code, count]) => (code === 'RequestLimitExceeded' ? [count] : []))),
  };
};
