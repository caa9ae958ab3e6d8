import { isMapping } from '../../model/json-value.ts';
import { resourceArn, resourceName } from './resource-name.ts';
import type { Scope } from './scope.ts';
import type { TemplateResource } from './template.ts';

/** What a scheduled rule sends where; `input` makes the message of the event. */
interface ScheduleTarget {
  readonly id: string;
  readonly arn: string;
  /** The message group, which a FIFO queue needs; null for a standard queue. */
  readonly groupId: string | null;
  readonly input: InputTransformer | null;
}

/** Names with the paths (`$.time`) of their values, and the text that they are put into as `<name>`. */
export interface InputTransformer {
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}

/** A rule that runs by the clock. */
export interface StackSchedule {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly everySeconds: number;
  readonly targets: readonly ScheduleTarget[];
}

const UNITS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };
const TARGET_MEMBERS = new Set(['Id', 'Arn', 'SqsParameters', 'InputTransformer']);

/** The schedule of a rule that has one; null for others. Throws for what EventBridge would refuse or is not modelled here. */
export const readSchedule = (scope: Scope, resource: TemplateResource): StackSchedule | null => {
  const expression = scope.text(resource, 'ScheduleExpression');
  if (expression === null) return null;
  const fault = (problem: string): Error => scope.fault(`${resource.id}: ${problem}`);
  if (scope.text(resource, 'EventBusName') !== null) throw fault('schedules are on the default bus alone');
  const targets = scope.property(resource, 'Targets');
  return {
    name: resourceName(scope, resource),
    arn: resourceArn(scope, resource),
    enabled: scope.text(resource, 'State') !== 'DISABLED',
    everySeconds: secondsOf(expression, fault),
    targets: (Array.isArray(targets) ? targets : [])
      .filter(isMapping)
      .map((target) => readTarget(target, fault)),
  };
};

/** The seconds of `rate(5 minutes)`; one of a unit is written in the singular. */
const secondsOf = (expression: string, fault: (problem: string) => Error): number => {
  const [, count = '', unit = '', plural] = /^rate\((\d+) (minute|hour|day)(s)?\)$/.exec(expression) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? 0);
  if (seconds === 0)
    throw fault(`the schedule ${expression} is not understood here; rate(5 minutes) would be`);
  if ((count === '1') === (plural === 's')) throw fault(`EventBridge refuses ${expression}: mind the plural`);
  return seconds;
};

const readTarget = (
  target: Readonly<Record<string, unknown>>,
  fault: (problem: string) => Error,
): ScheduleTarget => {
  const odd = Object.keys(target).find((name) => !TARGET_MEMBERS.has(name));
  if (odd !== undefined) throw fault(`the target's ${odd} is not modelled here`);
  const { Id: id, Arn: arn, SqsParameters: sqs, InputTransformer: input } = target;
  if (typeof id !== 'string' || typeof arn !== 'string') throw fault('a target lacks Id or Arn');
  if (!arn.startsWith('arn:aws:sqs:')) throw fault(`the target ${arn} is not modelled here; queues are`);
  const groupId = isMapping(sqs) && typeof sqs['MessageGroupId'] === 'string' ? sqs['MessageGroupId'] : null;
  if (arn.endsWith('.fifo') !== (groupId !== null)) {
    throw fault(`${arn}: a FIFO queue needs SqsParameters with a MessageGroupId, and no other takes them`);
  }
  return { id, arn, groupId, input: readInput(input, fault) };
};

const readInput = (input: unknown, fault: (problem: string) => Error): InputTransformer | null => {
  if (input === undefined) return null;
  const template = isMapping(input) ? input['InputTemplate'] : undefined;
  const paths = isMapping(input) ? (input['InputPathsMap'] ?? {}) : {};
  if (typeof template !== 'string' || !isMapping(paths))
    throw fault('an InputTransformer lacks its template');
  const read = Object.entries(paths).map(([name, path]) => [name, String(path)] as const);
  const wrong = read.find(([, path]) => !/^\$(\.[\w-]+)+$/.test(path));
  if (wrong !== undefined) throw fault(`the path ${wrong[1]} is not understood here`);
  return { paths: Object.fromEntries(read), template };
};

/** The message of an event: the template with each `<name>` replaced, in quotes where it does not stand inside of some. */
export const transformed = (event: object, { paths, template }: InputTransformer): string =>
  template.replaceAll(/"[^"]*"|<([\w-]+)>/g, (found, name: string | undefined) => {
    if (name !== undefined) return JSON.stringify(valueAt(event, paths[name]) ?? '');
    return found.replaceAll(/<([\w-]+)>/g, (_whole, inner: string) =>
      textOf(valueAt(event, paths[inner]) ?? ''),
    );
  });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const valueAt = (event: object, path: string | undefined): unknown =>
  (path ?? '$')
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (isMapping(value) ? value[name] : undefined), event);
