import { isList, isMapping } from '../../model/json-value.ts';
import { resourceAttribute, resourceReference } from './resource-name.ts';
import type { Template, TemplateResource } from './template.ts';

/** Where a template is deployed, and with which parameters. */
export interface Deployment {
  readonly account: string;
  readonly region: string;
  readonly stage: string;
  readonly parameters: Readonly<Record<string, string>>;
}

// What `!Ref AWS::NoValue` leaves behind until the member that holds it is dropped.
const NO_VALUE = Symbol('AWS::NoValue');

/** Evaluates a template's values for one deployment. Throws for what it can't evaluate, with the template's name. */
export class Scope {
  readonly template: Template;
  readonly deployment: Deployment;

  constructor(template: Template, deployment: Deployment) {
    this.template = template;
    this.deployment = deployment;
  }

  /** The resources of a type that this deployment makes. */
  made(type: string): readonly TemplateResource[] {
    return [...this.template.resources.values()].filter(
      (resource) =>
        resource.type === type && (resource.condition === null || this.condition(resource.condition)),
    );
  }

  /** A property of a resource, evaluated; undefined when the template doesn't have it. */
  property(resource: TemplateResource, name: string): unknown {
    const value = resource.properties[name];
    if (value === undefined) return undefined;
    const evaluated = this.evaluate(value);
    return evaluated === NO_VALUE ? undefined : evaluated;
  }

  /** The same as text; numbers and booleans as CloudFormation would write them. Null when absent. */
  text(resource: TemplateResource, name: string): string | null {
    const value = this.property(resource, name);
    if (value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return String(value);
    throw this.fault(`${resource.id}.${name} is no plain value`);
  }

  number(resource: TemplateResource, name: string): number | null {
    const value = this.text(resource, name);
    if (value === null) return null;
    const number = Number(value);
    if (Number.isFinite(number)) return number;
    throw this.fault(`${resource.id}.${name} is no number: ${value}`);
  }

  /** The outputs that can be evaluated here, by name: those about what is not modelled are left out. */
  outputs(): ReadonlyMap<string, string> {
    return new Map(
      Object.entries(this.template.outputs).flatMap(([name, output]) => {
        const value = this.outputValue(output);
        return value === null ? [] : [[name, value] as const];
      }),
    );
  }

  fault(problem: string): Error {
    return new Error(`${this.template.name}: ${problem}`);
  }

  private outputValue(output: unknown): string | null {
    try {
      const value = isMapping(output) ? this.evaluate(output['Value']) : null;
      return typeof value === 'string' ? value : null;
    } catch {
      return null;
    }
  }

  private evaluate(value: unknown): unknown {
    if (typeof value === 'string') return this.variables(value);
    if (Array.isArray(value)) {
      return value.map((item) => this.evaluate(item)).filter((item) => item !== NO_VALUE);
    }
    if (!isMapping(value)) return value;
    const [entry, ...rest] = Object.entries(value);
    if (entry !== undefined && rest.length === 0 && isIntrinsic(entry[0])) return this.intrinsic(...entry);
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, member]) => [name, this.evaluate(member)] as const)
        .filter(([, member]) => member !== NO_VALUE),
    );
  }

  private intrinsic(name: string, operand: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.reference(String(operand));
      case 'Fn::GetAtt':
        return this.attribute(operand);
      case 'Fn::Sub':
        return this.substitute(operand);
      case 'Fn::Join': {
        const [separator, parts] = this.list(name, operand);
        return this.list(name, parts).join(String(separator));
      }
      case 'Fn::Split': {
        const [separator, text] = this.list(name, operand);
        return String(text).split(String(separator));
      }
      case 'Fn::If': {
        if (!isList(operand)) throw this.fault('Fn::If takes a list');
        const [condition, yes, no] = operand;
        return this.evaluate(this.condition(String(condition)) ? yes : no);
      }
      default:
        throw this.fault(`${name} is not understood here`);
    }
  }

  private list(name: string, operand: unknown): readonly unknown[] {
    const evaluated = this.evaluate(operand);
    if (Array.isArray(evaluated)) return evaluated;
    throw this.fault(`${name} takes a list`);
  }

  private condition(name: string): boolean {
    if (!Object.hasOwn(this.template.conditions, name)) throw this.fault(`there is no condition ${name}`);
    return this.truth(this.template.conditions[name]);
  }

  private truth(expression: unknown): boolean {
    const [entry] = isMapping(expression) ? Object.entries(expression) : [];
    if (entry === undefined) throw this.fault('a condition is an object');
    const [name, operand] = entry;
    if (name === 'Condition') return this.condition(String(operand));
    if (!Array.isArray(operand)) throw this.fault(`${name} takes a list`);
    const operands: readonly unknown[] = operand;
    switch (name) {
      case 'Fn::Equals':
        return JSON.stringify(this.evaluate(operands[0])) === JSON.stringify(this.evaluate(operands[1]));
      case 'Fn::Not':
        return !this.truth(operands[0]);
      case 'Fn::And':
        return operands.every((one) => this.truth(one));
      case 'Fn::Or':
        return operands.some((one) => this.truth(one));
      default:
        throw this.fault(`the condition ${name} is not understood here`);
    }
  }

  private attribute(operand: unknown): string {
    const [id, name] = isList(operand) ? operand : String(operand).split('.');
    const resource = this.resource(String(id));
    const value = resourceAttribute(this, resource, String(name));
    if (value !== null) return value;
    throw this.fault(`${resource.type} has no attribute ${String(name)} here`);
  }

  private resource(id: string): TemplateResource {
    const resource = this.template.resources.get(id);
    if (resource !== undefined) return resource;
    throw this.fault(`there is no resource or parameter ${id}`);
  }

  private reference(name: string): unknown {
    const { account, region } = this.deployment;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return `ami-warden-${this.deployment.stage}`;
      case 'AWS::NoValue':
        return NO_VALUE;
      default:
        return Object.hasOwn(this.template.parameters, name)
          ? this.parameter(name)
          : resourceReference(this, this.resource(name));
    }
  }

  private parameter(name: string): string {
    const { parameters, stackParameters } = this.template;
    const declared = parameters[name];
    const preset = stackParameters[name] ?? (isMapping(declared) ? declared['Default'] : undefined);
    const value =
      this.deployment.parameters[name] ?? (preset === undefined ? undefined : this.evaluate(preset));
    if (value === undefined) throw this.fault(`the parameter ${name} has no value`);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const allowed = isMapping(declared) ? declared['AllowedPattern'] : undefined;
    if (typeof allowed === 'string' && !new RegExp(allowed).test(text)) {
      throw this.fault(`the parameter ${name} may not be '${text}': ${allowed}`);
    }
    return text;
  }

  private substitute(operand: unknown): string {
    const [text, given] = isList(operand) ? operand : [operand];
    const own = isMapping(given) ? given : {};
    return this.variables(String(text)).replaceAll(/\$\{([^}]+)\}/g, (_whole, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(own, name)) return String(this.evaluate(own[name]));
      return String(name.includes('.') ? this.attribute(name) : this.reference(name));
    });
  }

  /** Serverless variables, which are text before CloudFormation sees it. */
  private variables(text: string): string {
    return text.replaceAll(/\$\{(sls|param):([^}]+)\}/g, (whole, kind: string, name: string) => {
      if (kind === 'sls' && name === 'stage') return this.deployment.stage;
      const value = kind === 'param' ? this.template.parameterDefaults[name] : undefined;
      if (typeof value === 'string' || typeof value === 'number') return String(value);
      throw this.fault(`the variable ${whole} has no value here`);
    });
  }
}

const isIntrinsic = (name: string): boolean => name === 'Ref' || name.startsWith('Fn::');
