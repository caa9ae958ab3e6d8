import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Happening, Telemetry } from '../ports/telemetry.ts';

/** One log line and one metric a happening. Metric names are part of what operators build alarms on: docs/operate.md lists them. */
export const logTelemetry = (logger: Logger, metrics: Metrics): Telemetry => ({
  note: (happening) => {
    const line = describe(happening);
    for (const metric of line.metrics) metrics.addMetric(metric.name, MetricUnit.Count, metric.count);
    logger[line.level](line.message, { ...line.details });
  },
});

interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly metrics: readonly { readonly name: string; readonly count: number }[];
}

const one = (name: string, count = 1): Line['metrics'] => [{ name, count }];

const describe = (happening: Happening): Line => {
  switch (happening.kind) {
    case 'parsed':
      return parsed(happening);
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
    case 'answered':
      return { level: 'info', message: 'answered', details: happening, metrics: one('Answers') };
    case 'fault':
      return { level: 'error', message: happening.message, details: happening, metrics: one('Faults') };
  }
};

const parsed = ({ event }: Extract<Happening, { kind: 'parsed' }>): Line => {
  const { account, region } = event;
  switch (event.kind) {
    case 'change': {
      const details = { event: event.event, eventId: event.eventId, account, region, images: event.images };
      return { level: 'info', message: 'change', details, metrics: one('Changes') };
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

const judged = ({ evaluation }: Extract<Happening, { kind: 'judged' }>): Line => {
  const errors = evaluation.verdicts.filter(({ verdict }) => verdict === 'error').length;
  const verdicts = Object.fromEntries(evaluation.verdicts.map(({ rule, verdict }) => [rule, verdict]));
  return {
    level: errors > 0 ? 'warn' : 'info',
    message: 'judged',
    details: { ...evaluation.ref, policyHash: evaluation.policyHash, verdicts },
    metrics: [
      { name: 'Findings', count: evaluation.findings.length },
      { name: 'ErrorVerdicts', count: errors },
    ],
  };
};

const applied = ({ ref, action, outcome }: Extract<Happening, { kind: 'applied' }>): Line => {
  const isDone = outcome.kind === 'done' || outcome.kind === 'unneeded';
  return {
    level: isDone ? 'info' : 'error',
    message: `action ${outcome.kind}`,
    details: { ...ref, action, outcome },
    metrics: one(outcome.kind === 'done' ? 'Remediated' : isDone ? 'Unneeded' : 'RemediationFailed'),
  };
};
