import { isMapping } from '../../model/json-value.ts';
import { readPattern, type Pattern } from './pattern.ts';
import { resourceArn, resourceName } from './resource-name.ts';
import { readSchedule, type StackSchedule } from './schedule.ts';
import { Scope, type Deployment } from './scope.ts';
import type { Template, TemplateResource } from './template.ts';

export interface StackTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | null;
  readonly deadLetterArn: string | null;
}

export interface StackRule {
  readonly name: string;
  readonly arn: string;
  /** `default`, or a bus of the same account and region. */
  readonly bus: string;
  readonly enabled: boolean;
  readonly description: string | null;
  /** As JSON, as CloudFormation sends it. */
  readonly patternText: string;
  readonly pattern: Pattern;
  readonly targets: readonly StackTarget[];
}

export interface StackQueue {
  readonly name: string;
  readonly arn: string;
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly maximumBytes: number;
  readonly redrive: { readonly targetArn: string; readonly maxReceiveCount: number } | null;
  /** Statements of its queue policies. */
  readonly policy: readonly unknown[];
  /** Null for a standard queue. `contentBased`: a message without a deduplication id gets its body's SHA-256. */
  readonly fifo: { readonly contentBased: boolean } | null;
}

export interface StackBus {
  readonly name: string;
  readonly arn: string;
  readonly policy: readonly unknown[];
}

export interface StackTable {
  readonly name: string;
  readonly attributeDefinitions: unknown;
  readonly keySchema: unknown;
  /** Absent where the table has none. */
  readonly secondaryIndexes?: unknown;
}

/** What a template makes in one account and region, as far as events and their keeping are concerned. */
export interface Stack {
  readonly account: string;
  readonly region: string;
  readonly rules: readonly StackRule[];
  readonly schedules: readonly StackSchedule[];
  readonly buses: readonly StackBus[];
  readonly queues: readonly StackQueue[];
  readonly tables: readonly StackTable[];
  readonly topics: readonly string[];
  readonly buckets: readonly string[];
  readonly outputs: ReadonlyMap<string, string>;
}

// Unless a quota was raised (EventBridge quotas, size of an event pattern).
const LONGEST_PATTERN = 2_048;
const MOST_TARGETS = 5;

/** Evaluates a template for one deployment. Throws for a rule that EventBridge would refuse or that holds what is not modelled here. */
export const deployStack = (template: Template, deployment: Deployment): Stack => {
  const scope = new Scope(template, deployment);
  return {
    account: deployment.account,
    region: deployment.region,
    rules: scope.made('AWS::Events::Rule').flatMap((resource) => readRule(scope, resource)),
    schedules: scope.made('AWS::Events::Rule').flatMap((resource) => readSchedule(scope, resource) ?? []),
    buses: scope.made('AWS::Events::EventBus').map((resource) => readBus(scope, resource)),
    queues: scope.made('AWS::SQS::Queue').map((resource) => readQueue(scope, resource)),
    tables: scope.made('AWS::DynamoDB::Table').map((resource) => ({
      name: resourceName(scope, resource),
      attributeDefinitions: scope.property(resource, 'AttributeDefinitions'),
      keySchema: scope.property(resource, 'KeySchema'),
      secondaryIndexes: scope.property(resource, 'GlobalSecondaryIndexes'),
    })),
    topics: scope.made('AWS::SNS::Topic').map((resource) => resourceArn(scope, resource)),
    buckets: scope.made('AWS::S3::Bucket').map((resource) => resourceName(scope, resource)),
    outputs: scope.outputs(),
  };
};

const readRule = (scope: Scope, resource: TemplateResource): readonly StackRule[] => {
  const given = scope.property(resource, 'EventPattern');
  // A rule on a schedule is no business of events; one without either is not possible.
  if (given === undefined) return [];
  const patternText = JSON.stringify(given);
  if (patternText.length > LONGEST_PATTERN) {
    throw scope.fault(
      `the pattern of ${resource.id} is ${String(patternText.length)} characters long, over 2048`,
    );
  }
  const targets = records(scope.property(resource, 'Targets'));
  if (targets.length > MOST_TARGETS) throw scope.fault(`${resource.id} has more than five targets`);
  return [
    {
      name: resourceName(scope, resource),
      arn: resourceArn(scope, resource),
      bus: busName(scope.text(resource, 'EventBusName')),
      enabled: scope.text(resource, 'State') !== 'DISABLED',
      description: scope.text(resource, 'Description'),
      patternText,
      pattern: readPattern(given),
      targets: targets.map((target) => readTarget(scope, resource, target)),
    },
  ];
};

const busName = (nameOrArn: string | null): string => nameOrArn?.split('/').at(-1) ?? 'default';

const readTarget = (
  scope: Scope,
  resource: TemplateResource,
  target: Readonly<Record<string, unknown>>,
): StackTarget => {
  const odd = Object.keys(target).find((name) => !TARGET_MEMBERS.has(name));
  if (odd !== undefined) throw scope.fault(`${resource.id}: the target's ${odd} is not modelled here`);
  const { Id: id, Arn: arn, RoleArn: role, DeadLetterConfig: dead } = target;
  if (typeof id !== 'string' || typeof arn !== 'string')
    throw scope.fault(`${resource.id}: a target lacks Id or Arn`);
  if (!/^arn:aws:(sqs:|events:[^:]+:\d{12}:event-bus\/)/.test(arn)) {
    throw scope.fault(`${resource.id}: the target ${arn} is not modelled here; queues and buses are`);
  }
  const deadLetter = isMapping(dead) ? dead['Arn'] : undefined;
  const ordered = [arn, deadLetter].filter((queue) => typeof queue === 'string').find(isFifoName);
  if (ordered !== undefined) {
    throw scope.fault(`${resource.id}: ${ordered} is FIFO; EventBridge gives it no message group here`);
  }
  return {
    id,
    arn,
    roleArn: typeof role === 'string' ? role : null,
    deadLetterArn: typeof deadLetter === 'string' ? deadLetter : null,
  };
};

const TARGET_MEMBERS = new Set(['Id', 'Arn', 'RoleArn', 'DeadLetterConfig', 'RetryPolicy']);

const readBus = (scope: Scope, resource: TemplateResource): StackBus => {
  const name = resourceName(scope, resource);
  const policies = scope
    .made('AWS::Events::EventBusPolicy')
    .filter((policy) => busName(scope.text(policy, 'EventBusName')) === name);
  return {
    name,
    arn: resourceArn(scope, resource),
    policy: policies.flatMap((policy) => records(scope.property(policy, 'Statement'))),
  };
};

const readQueue = (scope: Scope, resource: TemplateResource): StackQueue => {
  const name = resourceName(scope, resource);
  const fifo = readFifo(scope, resource, name);
  const redrive = scope.property(resource, 'RedrivePolicy');
  if (isMapping(redrive) && isFifoName(String(redrive['deadLetterTargetArn'])) !== (fifo !== null)) {
    throw scope.fault(`${name}: a FIFO queue has FIFO dead letters, a standard queue standard ones`);
  }
  const policies = scope.made('AWS::SQS::QueuePolicy').filter((policy) => {
    const queues = scope.property(policy, 'Queues');
    return Array.isArray(queues) && queues.some((url) => String(url).split('/').at(-1) === name);
  });
  return {
    name,
    arn: resourceArn(scope, resource),
    visibilitySeconds: scope.number(resource, 'VisibilityTimeout') ?? 30,
    delaySeconds: scope.number(resource, 'DelaySeconds') ?? 0,
    retentionSeconds: scope.number(resource, 'MessageRetentionPeriod') ?? 345_600,
    maximumBytes: scope.number(resource, 'MaximumMessageSize') ?? 1_048_576,
    redrive: isMapping(redrive)
      ? {
          targetArn: String(redrive['deadLetterTargetArn']),
          maxReceiveCount: Number(redrive['maxReceiveCount']),
        }
      : null,
    policy: policies.flatMap((policy) => {
      const document = scope.property(policy, 'PolicyDocument');
      return isMapping(document) ? records(document['Statement']) : [];
    }),
    fifo,
  };
};

const readFifo = (scope: Scope, resource: TemplateResource, name: string): StackQueue['fifo'] => {
  const isFifo = scope.text(resource, 'FifoQueue') === 'true';
  if (isFifo !== isFifoName(name)) {
    throw scope.fault(`${name}: the names of FIFO queues, and of no others, end in .fifo`);
  }
  const odd = ['DeduplicationScope', 'FifoThroughputLimit'].find(
    (property) => scope.text(resource, property) !== null,
  );
  if (odd !== undefined) throw scope.fault(`${name}: ${odd} is not modelled here`);
  const contentBased = scope.text(resource, 'ContentBasedDeduplication') === 'true';
  if (contentBased && !isFifo) throw scope.fault(`${name}: ContentBasedDeduplication is for FIFO queues`);
  return isFifo ? { contentBased } : null;
};

const isFifoName = (nameOrArn: string): boolean => nameOrArn.endsWith('.fifo');

const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  (Array.isArray(value) ? value : [value]).filter(isMapping);
