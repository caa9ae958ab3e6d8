import { AccountId, Region } from '../lib/model/ids.ts';
import { parseFaults } from '../lib/sandbox/faults/spec.ts';
import { SandboxClock } from '../lib/sandbox/clock.ts';
import { startSandbox } from '../lib/sandbox/sandbox.ts';
import { estateTruth } from './estate-truth.ts';
import type { EstateOptions, EstateWord } from './estate-server.ts';

// A child of `estate-server.ts`: the sandbox in a process of its own, so that what it takes is not counted as its client's.
const options = JSON.parse(process.argv[2] ?? '{}') as EstateOptions;
const faults = parseFaults(options.faults ?? '');
if (!faults.ok) throw new Error(faults.problems.join('\n'));
const say = (word: EstateWord): void => {
  process.send?.(word);
};

const sandbox = await startSandbox({
  images: { count: options.images, spread: false, offending: options.offending },
  faults: faults.faults,
  clock: new SandboxClock({ speed: options.speed ?? 1 }),
});
process.on('message', () => {
  const [account, region] = [AccountId.parse('111122223333'), Region.parse('us-east-1')];
  say({ truth: estateTruth(sandbox.ec2, account, region) });
});
process.on('disconnect', () => process.exit());
say({ endpoint: sandbox.endpoint });
