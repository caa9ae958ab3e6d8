import { isMapping } from '../../model/json-value.ts';
import { readTemplateText } from './template-text.ts';

/** One resource as the template writes it, its properties not yet evaluated. */
export interface TemplateResource {
  readonly id: string;
  readonly type: string;
  /** The name of the condition under which it is made; null for always. */
  readonly condition: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template, or the one inside a serverless file. */
export interface Template {
  /** How messages call it, such as `deploy/member.yaml`. */
  readonly name: string;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly conditions: Readonly<Record<string, unknown>>;
  /** Declarations, by name, not yet evaluated. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Declarations, by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Values that a serverless file gives to its own parameters; they may hold `${param:...}`. */
  readonly stackParameters: Readonly<Record<string, unknown>>;
  /** What `${param:NAME}` stands for when nobody says otherwise. */
  readonly parameterDefaults: Readonly<Record<string, unknown>>;
}

/** Reads a template's YAML; a file with `resources` in small letters is a serverless file. Throws for what is neither. */
export const readTemplate = (name: string, text: string): Template => {
  const whole = readTemplateText(text);
  const body = isMapping(whole['resources']) ? whole['resources'] : whole;
  if (!isMapping(body['Resources'])) throw new Error(`${name} has no Resources`);
  const resources = Object.entries(body['Resources']).map(([id, resource]) =>
    readResource(name, id, resource),
  );
  const provider = record(whole['provider']);
  return {
    name,
    resources: new Map([...functionsOf(whole), ...resources].map((resource) => [resource.id, resource])),
    conditions: record(body['Conditions']),
    outputs: record(body['Outputs']),
    parameters: record(body['Parameters']),
    stackParameters: pairs(provider['stackParameters']),
    parameterDefaults: record(record(whole['params'])['default']),
  };
};

/** The functions of a serverless file, as the resources that Serverless makes of them. */
const functionsOf = (whole: Readonly<Record<string, unknown>>): readonly TemplateResource[] =>
  Object.keys(record(whole['functions'])).map((key) => ({
    id: `${key.slice(0, 1).toUpperCase()}${key.slice(1)}LambdaFunction`,
    type: 'AWS::Lambda::Function',
    condition: null,
    properties: { FunctionName: `${String(whole['service'])}-\${sls:stage}-${key}` },
  }));

const readResource = (name: string, id: string, resource: unknown): TemplateResource => {
  if (!isMapping(resource) || typeof resource['Type'] !== 'string') {
    throw new Error(`${name}: the resource ${id} has no Type`);
  }
  const condition = resource['Condition'];
  return {
    id,
    type: resource['Type'],
    condition: typeof condition === 'string' ? condition : null,
    properties: record(resource['Properties']),
  };
};

const record = (value: unknown): Readonly<Record<string, unknown>> => (isMapping(value) ? value : {});

const pairs = (list: unknown): Readonly<Record<string, unknown>> => {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(
    list.filter(isMapping).map((pair) => [String(pair['ParameterKey']), pair['ParameterValue']]),
  );
};
