import { readFileSync } from 'node:fs';
import { line, type Line } from './line.ts';
import { USAGE } from './usage.ts';

const GB_OF_KB = 1_000_000;

/** How many metrics stand under alarms in serverless.yml: each is paid for. */
const metricsUnderAlarms = (): number => {
  const template = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const alarms = template
    .split(/^ {4}(?=\w+:$)/m)
    .filter((part) => part.includes('Type: AWS::CloudWatch::Alarm'));
  return alarms.reduce((sum, part) => sum + Math.max(1, part.match(/^ +MetricStat:/gm)?.length ?? 0), 0);
};

/** Workers wait, and eight account-regions of a batch wait side by side. */
const timeOfWorkers = (what: string, places: number, rounds: number, computing: number): Line => {
  const waves = Math.ceil(USAGE.placesOfBatch / USAGE.placesSideBySide);
  return line(
    what,
    'memory',
    [places / USAGE.placesOfBatch, 'batches'],
    [USAGE.days, 'days'],
    [USAGE.sweepMemory, 'GB'],
    [waves * rounds * USAGE.secondsOfRound + computing, 's'],
  );
};

/** A month of 1,000 accounts with a sweep every day, without what changes cost. `regions`: how many are swept in each; in so many of them are images. */
export const billOfMonth = (
  regions: 4 | 17,
  regionsWithImages: number = USAGE.regionsWithImages,
): readonly Line[] => {
  const days = [USAGE.days, 'days'] as const;
  const images = [1_000 * USAGE.imagesOfAccount, 'images'] as const;
  const all = 1_000 * regions;
  const full = 1_000 * regionsWithImages;
  const places = [all, 'account-regions'] as const;
  const withImages = [full, 'account-regions with images'] as const;
  const isMore = all > full;
  return [
    line('Sweep, state machine', 'transition', [all / USAGE.placesOfBatch, 'batches'], days, [
      USAGE.transitionsOfBatch,
      'transitions',
    ]),
    timeOfWorkers('Sweep, time of workers', full, USAGE.roundsOfSwept, USAGE.computingOfSwept),
    ...(isMore
      ? [
          timeOfWorkers(
            'Sweep, the same without images',
            all - full,
            USAGE.roundsOfEmpty,
            USAGE.computingOfEmpty,
          ),
        ]
      : []),
    line('Sweep, calls of workers', 'call', [all / USAGE.placesOfBatch, 'batches'], days),
    line('Sweep, tables read', 'read', places, days, [USAGE.readsOfPlace, 'units']),
    line('Sweep, tables written', 'write', places, days, [USAGE.writesOfPlace, 'units']),
    line('Sweep, images read', 'read', images, days, [USAGE.readsOfImage, 'units']),
    line(
      'Sweep, images written',
      'write',
      images,
      [USAGE.days / USAGE.daysOfImage, 'weeks'],
      [USAGE.writesOfImage, 'units'],
    ),
    line('Sweep, AWS’s own counts', 'metricRead', withImages, days, [USAGE.metricReadsOfPlace, 'metrics']),
    ...(isMore
      ? [
          line(
            'Sweep, the same without images',
            'metricRead',
            [all - full, 'account-regions'],
            [USAGE.days / USAGE.daysOfOwnCount, 'weeks'],
            [USAGE.metricReadsOfPlace, 'metrics'],
          ),
        ]
      : []),
    line(
      'Sweep, logs',
      'logs',
      [(full * USAGE.days) / GB_OF_KB, 'GB for each KB'],
      [USAGE.logsOfPlace, 'KB'],
    ),
    line(
      'Coverage, read',
      'read',
      places,
      [USAGE.looksOfCoverage, 'looks'],
      [USAGE.readsOfCoverage, 'units'],
    ),
    line(
      'Coverage and walk, time',
      'memory',
      [USAGE.looksAndWalks, 'calls'],
      [USAGE.lookMemory, 'GB'],
      [USAGE.secondsOfLook, 's'],
    ),
    line('Metrics of our own', 'metric', [USAGE.ownMetrics, '']),
    line('Metrics of quotas', 'metric', [USAGE.quotaMetrics, 'for'], [USAGE.hoursOfSweep / 24, 'of the day']),
    line('Alarms', 'alarm', [metricsUnderAlarms(), '']),
    line('Dashboard', 'dashboard', [1, '']),
    line('Queues that are empty, standard', 'queue', [2, 'queues'], [USAGE.pollsOfQueue, 'looks']),
    line('Queues that are empty, FIFO', 'fifoQueue', [2, 'queues'], [USAGE.pollsOfQueue, 'looks']),
    line('Ticks', 'memory', [USAGE.ticks, 'calls'], [0.25, 'GB'], [0.3, 's']),
    line('Ticks, journal read', 'read', [USAGE.ticks, 'ticks'], [9, 'units']),
    line('Key', 'key', [1, '']),
    line('Key, uses', 'keyUse', [USAGE.keyUses, 'uses']),
    line('Journal and inventory, kept', 'storage', [USAGE.gigabytesKept, 'GB']),
  ];
};
