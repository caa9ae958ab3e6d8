import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { AccountId, Region } from '../../lib/model/ids.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { generateImages } from '../../lib/sandbox/ec2/seed/generate-images.ts';
import type { Sandbox } from '../../lib/sandbox/sandbox.ts';
import { startLocalStack, type LocalStackOptions } from '../local-stack/local-stack.ts';
import { packagedTemplates } from '../local-stack/packaged-templates.ts';
import type { FunctionRunner } from '../local-stack/runner.ts';

/** So many events a second for so long. */
export interface Phase {
  readonly name: string;
  readonly perSecond: number;
  readonly seconds: number;
}

/** What came of a phase. Times are milliseconds from the hub's queue to the end of guard's batch, by which the findings are in the journal. */
export interface PhaseFigures {
  readonly name: string;
  readonly events: number;
  /** What was really put on the bus in a second; less than asked for when the machine did not keep up. */
  readonly perSecond: number;
  readonly lost: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** From the last event to the end of the last batch, in seconds. */
  readonly drainedAfter: number;
}

const OWNER = AccountId.parse('222233334444');
const PLACE = Region.parse('eu-west-1');
const TICK_MS = 20;
const HUB_QUEUE = 'ami-warden-dev-changes';

// Every generated image lacks a tag, and one in three is unencrypted: the first look at each makes findings. In audit, so that the load is
// the events' own: what would be told of ten thousand new findings at once is Slack's pace, not guard's.
const POLICY = `
version: 1
mode: audit
rules:
  public-sharing: {}
  sharing: { allow: { orgs: [self] } }
  encryption: {}
  required-tags: { tags: { Owner: true, CostCenter: true, DataClass: true } }
notify: { default: { sns: 'arn:aws:sns:us-east-1:999988887777:ami-warden-dev-alerts', digest: 24h } }
`;

const policyOf = (): LocalStackOptions['policy'] => {
  const compiled = compilePolicy([{ name: 'load.yaml', text: POLICY }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

/** Puts events on a member's bus in real time and watches guard judge them: each is about another of `images` generated images, in their turn. */
export const runLoad = async (
  phases: readonly Phase[],
  images: number,
  runner: LocalStackOptions['runner'],
): Promise<readonly PhaseFigures[]> => {
  const watch = new Watch();
  const stack = await startLocalStack({
    templates: packagedTemplates(),
    policy: policyOf(),
    runner: (sandbox) => watch.over(runner(sandbox)),
  });
  try {
    const { sandbox } = stack;
    generateImages(sandbox.ec2, { account: OWNER, region: PLACE, count: images, seed: 7 });
    const ids = sandbox.ec2.images.list(PLACE, OWNER).map(({ id }) => id);
    const figures: PhaseFigures[] = [];
    let next = 0;
    for (const phase of phases) {
      const sent = new Set<string>();
      const before = performance.now();
      watch.begin();
      const total = phase.perSecond * phase.seconds;
      while (sent.size < total) {
        const due = Math.min(total, Math.floor(((performance.now() - before) / 1_000) * phase.perSecond));
        while (sent.size < due) {
          const id = `${phase.name}-${String(sent.size)}`;
          sandbox.hub.publish(OWNER, PLACE, tagged(ids[next % ids.length] ?? '', id, sandbox));
          sent.add(id);
          next += 1;
        }
        await sleep(TICK_MS);
      }
      const lastSent = performance.now();
      await watch.until(sent, 600_000);
      const drained = performance.now();
      figures.push(
        watch.figures(phase.name, sent, (lastSent - before) / 1_000, (drained - lastSent) / 1_000),
      );
      await sandbox.hub.idle();
    }
    const left = sandbox.hub.queues.deadLetters(HUB_QUEUE).length;
    if (left > 0) throw new Error(`${String(left)} events lie among the dead letters`);
    return figures;
  } finally {
    await stack.stop();
  }
};

/** CloudTrail's record of a tag being set, as EventBridge delivers it. */
const tagged = (image: string, id: string, { clock }: Sandbox): object => {
  const at = clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const arn = `arn:aws:sts::${OWNER}:assumed-role/pipeline/load`;
  return {
    version: '0',
    id,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account: OWNER,
    time: at,
    region: PLACE,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: { type: 'AssumedRole', principalId: 'AROAEXAMPLE:load', arn, accountId: OWNER },
      eventTime: at,
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateTags',
      awsRegion: PLACE,
      sourceIPAddress: '192.0.2.10',
      userAgent: 'load',
      requestParameters: {
        resourcesSet: { items: [{ resourceId: image }] },
        tagSet: { items: [{ key: 'Load', value: id }] },
      },
      responseElements: { requestId: id, _return: true },
      requestID: id,
      eventID: id,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: OWNER,
      eventCategory: 'Management',
    },
  };
};

/** Notes when guard was done with which event. */
class Watch {
  private readonly done = new Map<string, number>();

  begin(): void {
    this.done.clear();
  }

  over(runner: FunctionRunner): FunctionRunner {
    return (settings) => {
      const running = runner(settings);
      if (!settings.stackFunction.name.endsWith('-guard')) return running;
      const { kill, log, stop } = running;
      return {
        kill,
        log,
        stop,
        invoke: async (event, requestId) => {
          const answer = await running.invoke(event, requestId);
          this.note(event as SQSEvent, answer as SQSBatchResponse);
          return answer;
        },
      };
    };
  }

  async until(wanted: ReadonlySet<string>, patienceMs: number): Promise<void> {
    const end = performance.now() + patienceMs;
    while (performance.now() < end && [...wanted].some((id) => !this.done.has(id))) await sleep(TICK_MS);
  }

  figures(name: string, sent: ReadonlySet<string>, seconds: number, drainedAfter: number): PhaseFigures {
    const times = [...sent].flatMap((id) => this.done.get(id) ?? []).toSorted((one, other) => one - other);
    const at = (share: number): number =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
    return {
      name,
      events: sent.size,
      perSecond: sent.size / seconds,
      lost: sent.size - times.length,
      p50: at(0.5),
      p99: at(0.99),
      longest: times.at(-1) ?? NaN,
      drainedAfter,
    };
  }

  private note({ Records: records }: SQSEvent, { batchItemFailures: failures }: SQSBatchResponse): void {
    const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
    const now = Date.now();
    for (const { messageId, body, attributes } of records) {
      const { id } = JSON.parse(body) as { readonly id: string };
      if (!failed.has(messageId) && !this.done.has(id))
        this.done.set(id, now - Number(attributes.SentTimestamp));
    }
  }
}
