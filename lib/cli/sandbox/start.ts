import type { PolicyBundle } from '../../model/policy.ts';
import { bundleJson } from '../../policy/bundle.ts';
import { SandboxClock } from '../../sandbox/clock.ts';
import { parseFaults } from '../../sandbox/faults/spec.ts';
import { generateEstate } from '../../sandbox/organization/generate.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import type { SandboxOptions } from './options.ts';
import { makeTopics } from './policy-topics.ts';

const DAY_BEGINS = new Date('2026-11-02T08:00:00Z');

type Started =
  { readonly ok: true; readonly sandbox: Sandbox } | { readonly ok: false; readonly problem: string };

/** A sandbox as the flags ask for it, with the policy in its bucket. */
export const startForSession = async (options: SandboxOptions, policy: PolicyBundle): Promise<Started> => {
  const faults = parseFaults(options.faults ?? '');
  if (!faults.ok) return { ok: false, problem: `--faults: ${faults.problems.join('; ')}` };
  const { port, accounts, regions } = options;
  const seed = options.seed ?? 1;
  const isGenerated = accounts !== undefined || regions !== undefined;
  try {
    const sandbox = await startSandbox({
      seed,
      // A day that ends by itself is the same for the same seed, its times too.
      ...(options.once ? { clock: new SandboxClock({ start: DAY_BEGINS }) } : {}),
      faults: faults.faults,
      ...(port === undefined ? {} : { port }),
      ...(isGenerated
        ? {
            estate: generateEstate({
              seed,
              ...(accounts === undefined ? {} : { accounts }),
              ...(regions === undefined ? {} : { regions }),
            }),
          }
        : {}),
      ...(options.images === undefined
        ? {}
        : {
            images: {
              count: options.images,
              spread: options.spread,
              ...(options.offending === undefined ? {} : { offending: options.offending }),
            },
          }),
    });
    sandbox.hub.bucket.put('policy.json', bundleJson(policy), 'application/json');
    makeTopics(sandbox, policy);
    return { ok: true, sandbox };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    return { ok: false, problem: `--port: ${String(port)} is taken; without --port a free one is used` };
  }
};
