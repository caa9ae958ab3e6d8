import { readPolicy } from '../../lib/cli/sandbox/policy-file.ts';
import type { Telemetry } from '../../lib/ports/telemetry.ts';
import { bundleJson, sealBundle } from '../../lib/policy/bundle.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { inProcessRunner } from './in-process-runner.ts';
import { startLocalStack, type LocalStack } from './local-stack.ts';
import { packagedTemplates, type Packaged } from './packaged-templates.ts';

const SILENT: Telemetry = { note: () => undefined };

/** The packaged template with its handlers in this process, on a Monday; `change` may spoil the template. Needs a package. */
export const startInProcess = async (
  change: (template: Packaged) => void = () => undefined,
  telemetry: Telemetry = SILENT,
): Promise<LocalStack> => {
  const read = await readPolicy(undefined);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return startLocalStack({
    templates: packagedTemplates(change),
    policy: read.bundle,
    clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z') }),
    runner: ({ clock }) => inProcessRunner(clock, telemetry),
  });
};

/** Puts the example policy in force without its graces, which would leave a share with a stranger as it is for an hour. */
export const enforceAtOnce = async ({ sandbox }: LocalStack): Promise<void> => {
  const read = await readPolicy(undefined);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const rules = read.bundle.rules.map((rule) => ({ ...rule, graceSeconds: 0 }));
  const bundle = sealBundle({ ...read.bundle, rules });
  sandbox.hub.bucket.put('policy.json', bundleJson(bundle), 'application/json');
};
