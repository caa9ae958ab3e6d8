import { line, type Factor, type Line } from './line.ts';
import { USAGE } from './usage.ts';

const MILLION = 1_000_000;
const GB_OF_KB = 1_000_000;

/** How many changes guard is given at once. */
type Batch = 1 | 3;

/** What the changes are: of which share launches; the rest are of images. */
type Mix = 'usual' | 'launches' | 'images';
const LAUNCHES: Readonly<Record<Mix, number>> = { usual: USAGE.shareOfLaunches, launches: 1, images: 0 };

/** Seconds of a call of guard with so many launches and image changes side by side: the longest waits of one, the computing of all. */
const secondsOf = (launches: number, images: number): number => {
  const computing = launches * USAGE.cpuOfLaunch + images * USAGE.cpuOfImageChange;
  const waiting =
    images > 0
      ? USAGE.tableRoundsOfImageChange * USAGE.secondsOfTable +
        USAGE.ec2RoundsOfImageChange * USAGE.secondsOfEc2 +
        USAGE.shareOfSessions * USAGE.secondsOfSession
      : USAGE.tableRoundsOfLaunch * USAGE.secondsOfTable;
  return waiting + computing / cpusOf(USAGE.guardMemory);
};

/** Lambda gives a whole CPU to 1,769 MB, and to less in proportion. */
const cpusOf = (gigabytes: number): number => (gigabytes * 1_024) / 1_769;

const timeOfGuard = (what: string, calls: number, seconds: number): Line =>
  line(what, 'memory', [calls, 'calls'], [USAGE.guardMemory, 'GB'], [seconds, 's']);

/** Guard's time: one by one, or of some together that are as mixed as all are. */
const timesOfGuard = (batch: Batch, launches: number, images: number): readonly Line[] => {
  if (batch === 1) {
    return [
      timeOfGuard('Guard, time of launches', launches, secondsOf(1, 0)),
      timeOfGuard('Guard, time of image changes', images, secondsOf(0, 1)),
    ];
  }
  const all = launches + images;
  const seconds = secondsOf((batch * launches) / all, (batch * images) / all);
  return [timeOfGuard('Guard, time', all / batch, seconds)];
};

/** The lines of a batch share the metrics of their call. */
const logsOf = (what: string, [count, of]: Factor, kilobytes: number, batch: Batch): Line =>
  line(
    what,
    'logs',
    [count / GB_OF_KB, `GB for each KB of ${of}`],
    [batch === 1 ? kilobytes : kilobytes - USAGE.logsOfMetrics * (1 - 1 / batch), 'KB'],
  );

/** A million changes. `batch`: how many guard is given at once; 1 is a quiet month, 3 a storm, as many as serverless.yml lets it have. */
export const billOfEvents = (batch: Batch, mix: Mix = 'usual'): readonly Line[] => {
  const launches = [MILLION * LAUNCHES[mix], 'launches'] as const;
  const images = [MILLION - launches[0], 'image changes'] as const;
  // What asks for another look in a minute is a message more, and nothing that a member sends.
  const timers = Math.round(images[0] * USAGE.timersOfImageChange);
  const messages = MILLION + timers;
  const looks = [images[0] + timers, 'image changes and second looks'] as const;
  return [
    line('From the members to the hub', 'crossAccountEvent', [MILLION, 'changes']),
    line(
      'Queue of changes',
      'queue',
      [messages, 'changes and second looks'],
      [1 + 2 / batch, 'requests (put in; taken and deleted by the batch)'],
    ),
    line('Guard, calls', 'call', [messages / batch, `calls of ${String(batch)}`]),
    ...timesOfGuard(batch, launches[0], looks[0]),
    line('Inventory, written', 'write', images, [USAGE.writesOfImageChange, 'units']),
    line('Journal and inventory, read, launches', 'read', launches, [USAGE.readsOfLaunch, 'units']),
    line('Journal and inventory, read, images', 'read', images, [USAGE.readsOfImageChange, 'units']),
    ...(batch === 1
      ? [
          line('Heard from, read', 'read', [MILLION, 'changes'], [1, 'units']),
          line(
            'Heard from, written',
            'write',
            [USAGE.placesHeard, 'account-regions'],
            [USAGE.days, 'days'],
            [USAGE.writesOfHearing, 'units'],
          ),
          line('Policy, read', 'objectRead', [USAGE.policyReads, 'minutes of a warm guard']),
        ]
      : []),
    logsOf('Logs of guard, launches', launches, USAGE.logsOfLaunch, batch),
    logsOf('Logs of guard, images', looks, USAGE.logsOfImageChange, batch),
    ...linesOfFindings(),
  ];
};

const linesOfFindings = (): readonly Line[] => {
  const findings = [MILLION * USAGE.shareOfFindings, 'findings'] as const;
  return [
    line('Findings: tables, written', 'write', findings, [USAGE.writesOfFinding, 'units']),
    line('Findings: tables, read', 'read', findings, [USAGE.readsOfFinding, 'units']),
    line('Findings: queues', 'fifoQueue', findings, [USAGE.messagesOfFinding, 'messages'], [3, 'requests']),
    line(
      'Findings: remediate',
      'memory',
      findings,
      [USAGE.remediateMemory, 'GB'],
      [USAGE.secondsOfRemediate, 's'],
    ),
    line(
      'Findings: notify',
      'memory',
      findings,
      [USAGE.callsOfNotify, 'calls'],
      [USAGE.notifyMemory, 'GB'],
      [USAGE.secondsOfNotify, 's'],
    ),
    line('Findings: told by topic', 'topic', findings, [USAGE.alertsOfFinding, 'messages']),
    line('Findings: told on the bus', 'customEvent', findings, [USAGE.alertsOfFinding, 'events']),
    line('Findings: calls', 'call', findings, [1 + USAGE.callsOfNotify, 'calls']),
    logsOf('Findings: logs', findings, USAGE.logsOfFinding, 1),
  ];
};
