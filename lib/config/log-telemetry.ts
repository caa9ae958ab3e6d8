import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import { TROUBLES } from '../model/coverage.ts';
import type { Outcome } from '../model/journal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Happening, Telemetry } from '../ports/telemetry.ts';

/** One log line and one metric a happening. Metric names are part of what operators build alarms on: docs/operate.md lists them. */
export const logTelemetry = (logger: Logger, metrics: Metrics, clock: Clock): Telemetry => ({
  note: (happening) => {
    const line = describe(happening);
    if (happening.kind === 'quota') publishUse(metrics, happening);
    const lag = lagOf(happening, clock.now());
    if (lag !== null) metrics.addMetric('EventLag', MetricUnit.Milliseconds, lag);
    for (const metric of line.metrics) metrics.addMetric(metric.name, MetricUnit.Count, metric.count);
    logger[line.level](line.message, { ...line.details });
  },
});

// Our own timers come late on purpose.
const TIMERS = new Set(['Recheck', 'Follow import']);

/** Milliseconds between what an event tells and when it is looked at; null for what tells of nothing. CloudTrail's times are whole seconds. */
const lagOf = (happening: Happening, now: Date): number | null => {
  if (happening.kind !== 'parsed' || happening.event.kind !== 'change') return null;
  const { event, at } = happening.event;
  return TIMERS.has(event) ? null : Math.max(0, now.getTime() - Date.parse(at));
};

interface Line {
  /** `debug`: what every change has, of which one line is enough. */
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly metrics: readonly { readonly name: string; readonly count: number }[];
}

const one = (name: string, count = 1): Line['metrics'] => [{ name, count }];

const describe = (happening: Happening): Line => {
  switch (happening.kind) {
    case 'parsed':
      return parsed(happening);
    case 'handled':
      return handled(happening);
    case 'own-change':
      return {
        level: 'info',
        message: 'own change',
        details: { ...happening.ref },
        metrics: one('OwnChanges'),
      };
    case 'gone':
      return { level: 'info', message: 'gone', details: { ...happening.ref }, metrics: [] };
    case 'judged':
      return judged(happening);
    case 'import': {
      const { task, status, image } = happening;
      return { level: 'info', message: 'import', details: { task, status, image }, metrics: [] };
    }
    case 'dirty':
      return {
        level: 'warn',
        message: 'an event did not say what it changed: the account-region waits for a sweep',
        details: { ...happening.mark },
        metrics: one('Dirty'),
      };
    case 'planned':
      return { level: 'info', message: 'planned', details: { plan: happening.plan }, metrics: one('Plans') };
    case 'applied':
      return applied(happening);
    case 'told': {
      const { id, rule, ref } = happening.record.finding;
      const details = { channel: happening.channel, finding: id, rule, ...ref };
      return { level: 'info', message: 'told', details, metrics: one('Alerts') };
    }
    case 'told-again': {
      const { id, rule, ref } = happening.record.finding;
      const details = { channel: happening.channel, finding: id, rule, ...ref };
      return { level: 'info', message: 'told again', details, metrics: one('Alerts') };
    }
    case 'told-together':
      return { level: 'info', message: 'told together', details: happening, metrics: one('Alerts') };
    case 'told-announcement': {
      const { channel, announcement } = happening;
      const details = { channel, announcement: announcement.id };
      return { level: 'info', message: `told of a ${announcement.kind}`, details, metrics: one('Alerts') };
    }
    case 'told-malformed':
      return {
        level: 'info',
        message: 'told of a malformed record',
        details: happening,
        metrics: one('Alerts'),
      };
    case 'slack-rejected': {
      const { why, reason } = happening;
      const message = why === 'unsigned' ? 'not from Slack' : 'not understood, from Slack';
      return { level: 'warn', message, details: { why, reason }, metrics: one('SlackRejected') };
    }
    case 'slack-refused':
      return {
        level: 'warn',
        message: 'somebody in Slack may not do this',
        details: happening,
        metrics: one('SlackRefused'),
      };
    case 'slack-asked':
      return {
        level: 'info',
        message: 'asked for in Slack',
        details: happening,
        metrics: one('SlackRequests'),
      };
    case 'coverage':
      return {
        level: 'info',
        message: 'coverage',
        details: { ...happening.counts },
        metrics: [
          { name: 'Reporting', count: happening.counts.reporting ?? 0 },
          { name: 'Partial', count: happening.counts.partial ?? 0 },
          { name: 'Stale', count: happening.counts.stale ?? 0 },
          { name: 'Silent', count: happening.counts.silent ?? 0 },
          { name: 'Denied', count: happening.counts.denied ?? 0 },
          { name: 'NeverEnrolled', count: happening.counts['never-enrolled'] ?? 0 },
          {
            name: 'Uncovered',
            count: TROUBLES.reduce((sum, status) => sum + (happening.counts[status] ?? 0), 0),
          },
        ],
      };
    case 'lost-events': {
      const { place, count } = happening;
      return {
        level: 'warn',
        message: 'changes that no event told of',
        details: { ...place, count },
        metrics: one('LostEvents', count),
      };
    }
    case 'quota':
      return quotaUse(happening);
    case 'answered':
      return { level: 'info', message: 'answered', details: happening, metrics: one('Answers') };
    case 'fault': {
      // `message` among the details would be a warning of the library's own for each.
      const { where, retryable, message } = happening;
      return { level: 'error', message, details: { where, retryable }, metrics: one('Faults') };
    }
  }
};

type QuotaUse = Extract<Happening, { kind: 'quota' }>;
type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

const quotaUse = ({ place, kind: _kind, ...use }: QuotaUse): Line => ({
  level: use.differs ? 'warn' : 'info',
  message: use.differs ? 'AWS counts another use of a quota than we do' : 'quota',
  details: { ...place, ...use },
  metrics: use.differs ? one('QuotaDifferences') : [],
});

/**
 * EMF lines of their own, by quota over all accounts and regions; by account and region as well where the use is on its way to a
 * threshold: each set of dimensions is a metric that is paid for.
 */
const publishUse = (metrics: Metrics, { place, quota, used, limit, daysLeft, isNear }: QuotaUse): void => {
  const add = (
    dimensions: Readonly<Record<string, string>>,
    name: string,
    unit: Unit,
    value: number,
  ): void => {
    metrics.singleMetric().addDimensions(dimensions).addMetric(name, unit, value);
  };
  const percent = limit > 0 ? (used / limit) * 100 : 100;
  for (const dimensions of [{ quota }, ...(isNear ? [{ ...place, quota }] : [])]) {
    add(dimensions, 'QuotaPercent', MetricUnit.Percent, percent);
    if (daysLeft !== null) add(dimensions, 'QuotaDaysLeft', MetricUnit.Count, daysLeft);
  }
  if (!isNear) return;
  add({ ...place, quota }, 'QuotaUsed', MetricUnit.Count, used);
  add({ ...place, quota }, 'QuotaLimit', MetricUnit.Count, limit);
};

const parsed = ({ event }: Extract<Happening, { kind: 'parsed' }>): Line => {
  const { account, region } = event;
  switch (event.kind) {
    case 'change': {
      const details = { event: event.event, eventId: event.eventId, account, region, images: event.images };
      return { level: 'debug', message: 'parsed', details, metrics: one('Changes') };
    }
    case 'ignored': {
      const details = { event: event.event, account, region, reason: event.reason };
      return { level: 'info', message: 'ignored', details, metrics: one('Ignored') };
    }
    case 'malformed': {
      const details = { event: event.event, account, region, reason: event.reason };
      return { level: 'error', message: 'malformed', details, metrics: one('Malformed') };
    }
  }
};

/** The one line of a change that all is well with: what CloudTrail and the journal call it, what was looked at, and how long it took. */
const handled = ({
  event: change,
  ended,
  judged,
  findings,
  ms,
}: Extract<Happening, { kind: 'handled' }>): Line => {
  const { event, eventId, account, region, images } = change;
  const instances = change.instances.map(({ instance }) => instance);
  const details = {
    event,
    eventId,
    account,
    region,
    ...(images.length > 0 && { images }),
    ...(instances.length > 0 && { instances }),
    ...(ended !== 'done' && { ended }),
    judged,
    findings,
    ms,
  };
  return { level: ended === 'failed' ? 'warn' : 'info', message: 'change', details, metrics: [] };
};

/** Those that count something: metrics are summed, and each costs its name in every call's line. */
const counted = (metrics: Line['metrics']): Line['metrics'] => metrics.filter(({ count }) => count > 0);

const judged = ({ evaluation }: Extract<Happening, { kind: 'judged' }>): Line => {
  const errors = evaluation.verdicts.filter(({ verdict }) => verdict === 'error').length;
  const verdicts = Object.fromEntries(evaluation.verdicts.map(({ rule, verdict }) => [rule, verdict]));
  const findings = evaluation.findings.length;
  return {
    level: errors > 0 ? 'warn' : findings > 0 ? 'info' : 'debug',
    message: 'judged',
    details: { ...evaluation.ref, policyHash: evaluation.policyHash, verdicts },
    metrics: counted([...one('Findings', findings), ...one('ErrorVerdicts', errors)]),
  };
};

/** What each end of an action counts as; one that is under way has not ended. */
const COUNTED_AS: Readonly<Record<Outcome['kind'], string | null>> = {
  done: 'Remediated',
  unneeded: 'Unneeded',
  'under-way': null,
  refused: 'RemediationFailed',
  unverified: 'RemediationFailed',
};

const applied = ({ ref, action, outcome }: Extract<Happening, { kind: 'applied' }>): Line => {
  const name = COUNTED_AS[outcome.kind];
  return {
    level: name === 'RemediationFailed' ? 'error' : 'info',
    message: `action ${outcome.kind}`,
    details: { ...ref, action, outcome },
    metrics: name === null ? [] : one(name),
  };
};
