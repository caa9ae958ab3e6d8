import { isMapping } from '../../model/json-value.ts';
import { readPattern, type Pattern } from './pattern.ts';
import { resourceArn, resourceName } from './resource-name.ts';
import { Scope, type Deployment } from './scope.ts';
import type { Template, TemplateResource } from './template.ts';

/** A Lambda function as a template makes it, its environment evaluated. */
export interface StackFunction {
  readonly name: string;
  readonly arn: string;
  /** As in the template: `functions/guard/handler.handler`. */
  readonly handler: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly roleArn: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it has a function URL that asks for no signature. */
  readonly hasUrl: boolean;
}

/** An event source mapping of a queue, as a template makes it. */
export interface StackMapping {
  readonly functionName: string;
  readonly queueArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly maximumBatchingSeconds: number;
  /** Null where nothing bounds it. */
  readonly maximumConcurrency: number | null;
  readonly functionResponseTypes: readonly 'ReportBatchItemFailures'[];
  /** What a message has to match one of, over `{"body": ...}`; a message that matches none is thrown away. Empty: all are taken. */
  readonly filters: readonly Pattern[];
}

/** A state machine as a template makes it, its definition evaluated. */
export interface StackMachine {
  readonly arn: string;
  readonly roleArn: string;
  readonly definition: unknown;
}

/** A schedule of EventBridge Scheduler. */
export interface StackTimer {
  readonly name: string;
  readonly expression: string;
  /** Of a function or a state machine. */
  readonly targetArn: string;
  readonly roleArn: string;
  /** As JSON. */
  readonly input: string;
}

/** The functions of a template and what feeds them. */
export interface StackFunctions {
  readonly functions: readonly StackFunction[];
  readonly mappings: readonly StackMapping[];
  readonly machines: readonly StackMachine[];
  readonly timers: readonly StackTimer[];
}

const MAPPING_MEMBERS = new Set([
  'BatchSize',
  'Enabled',
  'EventSourceArn',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
  'Tags',
]);

/** Evaluates a CloudFormation template's functions for one deployment. Throws for a mapping that Lambda would refuse or is not modelled here. */
export const readFunctions = (template: Template, deployment: Deployment): StackFunctions => {
  const scope = new Scope(template, deployment);
  const urls = scope.made('AWS::Lambda::Url').map((url) => scope.text(url, 'TargetFunctionArn'));
  return {
    functions: scope.made('AWS::Lambda::Function').map((resource) => readFunction(scope, resource, urls)),
    mappings: scope.made('AWS::Lambda::EventSourceMapping').map((resource) => readMapping(scope, resource)),
    machines: scope.made('AWS::StepFunctions::StateMachine').map((resource) => ({
      arn: resourceArn(scope, resource),
      roleArn: needed(scope, resource, 'RoleArn'),
      definition: scope.property(resource, 'Definition'),
    })),
    timers: scope.made('AWS::Scheduler::Schedule').map((resource) => readTimer(scope, resource)),
  };
};

const readTimer = (scope: Scope, resource: TemplateResource): StackTimer => {
  const target = scope.property(resource, 'Target');
  const member = (name: string): string => {
    const value = isMapping(target) ? target[name] : undefined;
    if (typeof value === 'string') return value;
    throw scope.fault(`${resource.id}: its target has no ${name}`);
  };
  return {
    name: resourceName(scope, resource),
    expression: needed(scope, resource, 'ScheduleExpression'),
    targetArn: member('Arn'),
    roleArn: member('RoleArn'),
    input: member('Input'),
  };
};

const readFunction = (
  scope: Scope,
  resource: TemplateResource,
  urls: readonly (string | null)[],
): StackFunction => {
  const arn = resourceArn(scope, resource);
  return {
    name: resourceName(scope, resource),
    arn,
    handler: needed(scope, resource, 'Handler'),
    memorySize: scope.number(resource, 'MemorySize') ?? 128,
    timeoutSeconds: scope.number(resource, 'Timeout') ?? 3,
    roleArn: needed(scope, resource, 'Role'),
    environment: readEnvironment(scope, resource),
    hasUrl: urls.includes(arn),
  };
};

const readEnvironment = (scope: Scope, resource: TemplateResource): StackFunction['environment'] => {
  const environment = scope.property(resource, 'Environment');
  const variables = isMapping(environment) ? environment['Variables'] : undefined;
  return Object.fromEntries(
    Object.entries(isMapping(variables) ? variables : {}).map(([name, value]) => {
      if (typeof value !== 'string') throw scope.fault(`${resource.id}: the variable ${name} is no text`);
      return [name, value];
    }),
  );
};

const readMapping = (scope: Scope, resource: TemplateResource): StackMapping => {
  const odd = Object.keys(resource.properties).find((name) => !MAPPING_MEMBERS.has(name));
  if (odd !== undefined) throw scope.fault(`${resource.id}: ${odd} is not modelled here`);
  const queueArn = needed(scope, resource, 'EventSourceArn');
  const batchSize = scope.number(resource, 'BatchSize') ?? 10;
  const maximumBatchingSeconds = scope.number(resource, 'MaximumBatchingWindowInSeconds') ?? 0;
  if (batchSize > 10 && maximumBatchingSeconds === 0) {
    throw scope.fault(`${resource.id}: batches of more than 10 need a batching window`);
  }
  const scaling = scope.property(resource, 'ScalingConfig');
  const concurrency = isMapping(scaling) ? Number(scaling['MaximumConcurrency']) : null;
  if (concurrency !== null && !(concurrency >= 2 && concurrency <= 1_000)) {
    throw scope.fault(`${resource.id}: MaximumConcurrency is 2 to 1000`);
  }
  return {
    functionName: needed(scope, resource, 'FunctionName').split(':').at(-1) ?? '',
    queueArn,
    enabled: scope.text(resource, 'Enabled') !== 'false',
    batchSize,
    maximumBatchingSeconds,
    maximumConcurrency: concurrency,
    functionResponseTypes: readResponseTypes(scope, resource),
    filters: readFilters(scope, resource),
  };
};

const readResponseTypes = (
  scope: Scope,
  resource: TemplateResource,
): StackMapping['functionResponseTypes'] => {
  const given = scope.property(resource, 'FunctionResponseTypes') ?? [];
  const types: readonly unknown[] = Array.isArray(given) ? given : [given];
  return types.map((type) => {
    if (type === 'ReportBatchItemFailures') return type;
    throw scope.fault(`${resource.id}: Lambda knows no response type ${String(type)}`);
  });
};

const readFilters = (scope: Scope, resource: TemplateResource): readonly Pattern[] => {
  const criteria = scope.property(resource, 'FilterCriteria');
  const filters = isMapping(criteria) ? criteria['Filters'] : [];
  return (Array.isArray(filters) ? filters : []).filter(isMapping).map(({ Pattern: text }) => {
    const pattern: unknown = JSON.parse(String(text));
    return readPattern(pattern);
  });
};

const needed = (scope: Scope, resource: TemplateResource, property: string): string => {
  const value = scope.text(resource, property);
  if (value !== null) return value;
  throw scope.fault(`${resource.id} has no ${property}`);
};
