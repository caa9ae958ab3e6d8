import { readFileSync } from 'node:fs';
import { line, type Line } from './line.ts';
import { USAGE } from './usage.ts';

const MILLION = 1_000_000;
const GB_OF_KB = 1_000_000;

/** A million changes. `batch`: how many guard is given at once; 1 is a quiet month, 10 a storm. */
export const billOfEvents = (batch: 1 | 10): readonly Line[] => {
  const changes = [MILLION, 'changes'] as const;
  const findings = [MILLION * USAGE.shareOfFindings, 'findings'] as const;
  const seconds = batch === 1 ? USAGE.guardSeconds : USAGE.guardSecondsOfTen;
  const logs = batch === 1 ? USAGE.logsOfChange : USAGE.logsOfTen;
  return [
    line('From the members to the hub', 'crossAccountEvent', changes),
    line('Queue of changes', 'queue', changes, [
      1 + 2 / batch,
      'requests (put in; taken and deleted by the batch)',
    ]),
    line('Guard, calls', 'call', [MILLION / batch, `calls of ${String(batch)}`]),
    line('Guard, time', 'memory', [MILLION / batch, 'calls'], [USAGE.guardMemory, 'GB'], [seconds, 's']),
    line('Inventory, written', 'write', changes, [USAGE.writesOfChange, 'units']),
    line('Journal and inventory, read', 'read', changes, [USAGE.readsOfChange, 'units']),
    line('Logs of guard', 'logs', [MILLION / GB_OF_KB, 'GB for each KB'], [logs, 'KB']),
    line('Findings: journal, written', 'write', findings, [USAGE.writesOfFinding, 'units']),
    line('Findings: journal, read', 'read', findings, [USAGE.readsOfFinding, 'units']),
    line('Findings: queues', 'fifoQueue', findings, [USAGE.requestsOfFinding, 'requests']),
    line(
      'Findings: remediate and notify',
      'memory',
      findings,
      [USAGE.callsOfFinding, 'calls'],
      [USAGE.guardMemory, 'GB'],
      [USAGE.secondsOfFinding, 's'],
    ),
    line('Findings: told by topic', 'topic', findings, [USAGE.alertsOfFinding, 'messages']),
    line('Findings: told on the bus', 'customEvent', findings, [USAGE.alertsOfFinding, 'events']),
    line('Findings: logs', 'logs', [findings[0] / GB_OF_KB, 'GB for each KB'], [USAGE.logsOfFinding, 'KB']),
  ];
};

/** How many metrics stand under alarms in serverless.yml: each is paid for. */
const metricsUnderAlarms = (): number => {
  const template = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const alarms = template
    .split(/^ {4}(?=\w+:$)/m)
    .filter((part) => part.includes('Type: AWS::CloudWatch::Alarm'));
  return alarms.reduce((sum, part) => sum + Math.max(1, part.match(/^ +MetricStat:/gm)?.length ?? 0), 0);
};

/** A month of 1,000 accounts with a sweep every day, without what changes cost. `regions`: how many are swept in each. */
export const billOfMonth = (regions: 4 | 17): readonly Line[] => {
  const places = [1_000 * regions, 'account-regions'] as const;
  const days = [USAGE.days, 'days'] as const;
  const seconds = regions === 4 ? USAGE.sweepSeconds : USAGE.sweepSecondsOfEmpty;
  const images = [1_000 * USAGE.imagesOfAccount, 'images'] as const;
  return [
    line('Sweep, state machine', 'transition', places, days, [USAGE.transitionsOfPlace, 'transitions']),
    line('Sweep, time of workers', 'memory', places, days, [1, 'GB'], [seconds, 's']),
    line('Sweep, calls of workers', 'call', places, days),
    line('Sweep, inventory read', 'read', images, days, [0.5, 'units']),
    line(
      'Sweep, inventory written',
      'write',
      images,
      [USAGE.days / USAGE.daysOfImage, 'weeks'],
      [USAGE.writesOfChange, 'units'],
    ),
    line('Sweep, AWS’s own counts', 'metricRead', places, days, [USAGE.metricReadsOfPlace, 'metrics']),
    line('Sweep, logs', 'logs', [(places[0] * USAGE.days) / GB_OF_KB, 'GB for each KB'], [2, 'KB']),
    line('Metrics of our own', 'metric', [USAGE.ownMetrics, '']),
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
