import { bundleJson } from '../lib/policy/bundle.ts';
import { compilePolicy } from '../lib/policy/source/compile-policy.ts';
import { startSweepWorld } from '../test/asl/sweep-world.ts';
import type { WorkerSandbox } from './worker-memory.ts';

// A child of `worker-memory.ts`: the organisation in a process of its own, so that what it takes is not counted as the worker's.
const { images, accounts, regions, listed } = JSON.parse(process.argv[2] ?? '{}') as Record<string, number>;
const world = await startSweepWorld(
  { accounts: accounts ?? 2, regions: regions ?? 1 },
  {},
  { count: images ?? 1, spread: accounts !== undefined },
);
const { organization, ec2, hub } = world.sandbox;
// Of a policy that reads no more than lists, and that every image holds.
const LISTED = "version: 1\nmode: notify\nrules: { naming: { pattern: '.*' } }\n";
const compiled = compilePolicy([{ name: 'listed.yaml', text: LISTED }]);
if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
if (listed === 1) hub.bucket.put('policy.json', bundleJson(compiled.bundle), 'application/json');
const word: WorkerSandbox = {
  environment: world.environment,
  credentials: world.sandbox.credentialsOf('arn:aws:iam::999988887777:role/ami-warden-dev-sweep'),
  places: organization.accounts().flatMap(({ account }) =>
    organization.regions.map((region) => ({
      account,
      region,
      images: ec2.images.list(region, account).length,
    })),
  ),
};
process.on('disconnect', () => process.exit());
process.send?.(word);
