import { rmSync } from 'node:fs';
import { ec2Calls, startEstate, type EstateServer } from './estate-server.ts';
import { lackingFrom, type Truth } from './estate-truth.ts';
import type { Figures } from './figures.ts';
import { scanEstate } from './scan-command.ts';
import { stateFile, sweepFast } from './sweep.ts';

const IMAGES = 50_000;
const FEWER = 5_000;
const OFFENDING = 0.05;
const SHARE = 0.25;
const SPEED = 50;

const emptied = (name: string): string => {
  const state = stateFile(name);
  for (const end of ['', '-wal', '-shm']) rmSync(`${state}${end}`, { force: true });
  return state;
};

/** One `scan` in a process of its own: with EC2's calls, the time beside the sandbox's own, and the peak of its memory. */
const scanned = async (
  name: string,
  estate: EstateServer,
  options: Parameters<typeof scanEstate>[1],
  rules: readonly (keyof Truth)[],
): Promise<Figures> => {
  await estate.reset();
  const looked = await scanEstate(estate, options);
  const spent = await estate.spent();
  const truth = await estate.truth();
  return {
    [`${name}.calls`]: ec2Calls(spent).calls,
    [`${name}.s`]: looked.seconds,
    [`${name}.beside_s`]: looked.seconds - spent.cpuSeconds,
    [`${name}.cpu_s`]: looked.cpuSeconds,
    [`${name}.peak_mb`]: looked.peakMb,
    [`${name}.missed`]: lackingFrom(looked.found, truth, rules),
    [`${name}.wrong`]: lackingFrom(truth, looked.found, rules),
  };
};

const LISTED: readonly (keyof Truth)[] = ['encryption', 'required-tags', 'image-shape'];
const ALL: readonly (keyof Truth)[] = [...LISTED, 'public-sharing', 'sharing'];

/** `ami-warden scan` for tags, encryption and shape of 50,000 images over HTTP: the first, and the second. */
export const scanFigures = async (): Promise<Figures> => {
  const estate = await startEstate({ images: IMAGES, offending: OFFENDING, faults: 'throttle=aws' });
  try {
    const options = { policy: 'scan-listed.yaml', state: emptied('scan-listed') };
    return {
      'scan.images': IMAGES,
      ...(await scanned('scan.first', estate, options, LISTED)),
      ...(await scanned('scan.second', estate, options, LISTED)),
    };
  } finally {
    await estate.stop();
  }
};

/**
 * A sweep of 50,000 images with shares at a quarter of EC2's buckets, in 50 times the speed of time, and what a second one and a `scan`
 * after it ask for; then one of 5,000 images of which 1 % vanish while 1 % of all calls fail.
 */
export const sweepFigures = async (): Promise<Figures> => {
  const estate = await startEstate({
    images: IMAGES,
    offending: OFFENDING,
    faults: 'throttle=aws',
    speed: SPEED,
  });
  try {
    const options = { speed: SPEED, share: SHARE, file: 'sweep' };
    await estate.reset();
    const first = await sweepFast(estate, { ...options, fresh: true });
    const spent = ec2Calls(await estate.spent());
    const truth = await estate.truth();
    await estate.reset();
    await sweepFast(estate, { ...options, fresh: false });
    const again = ec2Calls(await estate.spent());
    return {
      'sweep.first.calls': spent.calls,
      'sweep.first.hours': first.seconds / 3600,
      'sweep.first.pace': first.readingRatio,
      'sweep.first.throttled': spent.throttled,
      'sweep.first.gaps': first.report.record.gapCount,
      'sweep.first.missed': lackingFrom(first.found, truth, ALL),
      'sweep.first.wrong': lackingFrom(truth, first.found, ALL),
      'sweep.second.calls': again.calls,
      ...(await scanned('scan.shares', estate, { policy: 'scan.yaml', state: stateFile('sweep') }, ALL)),
      ...(await faultFigures()),
    };
  } finally {
    await estate.stop();
  }
};

const faultFigures = async (): Promise<Figures> => {
  const faults = 'throttle=aws,vanish=1%,error5xx=1%';
  const estate = await startEstate({ images: FEWER, offending: OFFENDING, faults, speed: SPEED });
  try {
    const before = await estate.truth();
    const { report, found } = await sweepFast(estate, {
      speed: SPEED,
      share: SHARE,
      file: 'sweep-faults',
      fresh: true,
    });
    const after = await estate.truth();
    return {
      'sweep.faults.missed': lackingFrom(found, after, ALL),
      'sweep.faults.wrong': lackingFrom(before, found, ALL),
      'sweep.faults.notSeen': report.record.gapCount,
    };
  } finally {
    await estate.stop();
  }
};
