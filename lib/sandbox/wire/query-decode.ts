import type { NormalizedSchema } from '@smithy/core/schema';
import { parameterText } from './parameter-text.ts';
import { numbered, queryTree, type QueryNode } from './query-tree.ts';
import { AwsError } from './service.ts';
import { isFlattened, nameTrait, requiredMembers } from './shape.ts';

/** How a service writes requests: EC2 has flat lists, capitalised names and refuses names that it does not know. */
export type QueryDialect = 'ec2Query' | 'awsQuery';

/** What stands in every Query request beside the operation's own parameters (and SigV2/SigV4 in the query string). */
const ENVELOPE =
  /^(Action|Version|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken|X-Amz-.+)$/i;

/**
 * The SDK's input shape of these parameters. Throws `UnknownParameter` (EC2 only), `MissingParameter` or `InvalidParameterValue`,
 * or `ValidationError` where the service speaks awsQuery.
 */
export const decodeQuery = (
  schema: NormalizedSchema | null,
  parameters: URLSearchParams,
  dialect: QueryDialect,
): object => {
  const tree = queryTree(parameters);
  for (const name of tree.children.keys()) if (ENVELOPE.test(name)) tree.children.delete(name);
  const reader = new QueryReader(dialect);
  if (schema !== null) return reader.structure(schema, tree, '');
  reader.refuseUnknown(tree, new Set(), '');
  return {};
};

class QueryReader {
  private readonly dialect: QueryDialect;

  constructor(dialect: QueryDialect) {
    this.dialect = dialect;
  }

  structure(schema: NormalizedSchema, node: QueryNode, path: string): object {
    const known = new Set<string>();
    const members: [string, unknown][] = [];
    for (const [name, member] of schema.structIterator()) {
      const key = this.memberKey(name, member);
      known.add(key);
      const child = node.children.get(key);
      if (child !== undefined) members.push([name, this.read(member, child, join(path, key))]);
    }
    this.refuseUnknown(node, known, path);
    const given = Object.fromEntries(members);
    for (const name of requiredMembers(schema)) {
      if (!Object.hasOwn(given, name)) throw this.missing(schema, name, path);
    }
    return given;
  }

  refuseUnknown(node: QueryNode, known: ReadonlySet<string>, path: string): void {
    if (this.dialect === 'awsQuery') return;
    for (const name of node.children.keys()) {
      if (known.has(name)) continue;
      throw new AwsError('UnknownParameter', `The parameter ${join(path, name)} is not recognized`);
    }
  }

  private read(schema: NormalizedSchema, node: QueryNode, path: string): unknown {
    if (schema.isStructSchema()) return this.structure(schema, node, path);
    if (schema.isListSchema()) return this.list(schema, node, path);
    if (schema.isMapSchema()) return this.map(schema, node, path);
    if (node.value === null) throw this.invalid(path, 'a single value is expected');
    const parsed = parameterText(schema, node.value);
    if (parsed.ok) return parsed.value;
    throw this.invalid(path, `(${node.value}) ${parsed.expected}`);
  }

  private list(schema: NormalizedSchema, node: QueryNode, path: string): readonly unknown[] {
    const member = schema.getValueSchema();
    const flat = this.dialect === 'ec2Query' || isFlattened(schema);
    const holder = flat ? node : node.children.get(nameTrait(member, 'xmlName') ?? 'member');
    // `Names=` is how an empty list is written.
    if (holder === undefined) return [];
    const items = numbered(holder);
    if (items.length === 0 && node.value !== null && node.value !== '') {
      throw this.invalid(path, `(${node.value}) a list is expected: ${path}.1`);
    }
    this.refuseUnknown(holder, new Set(items.map(([index]) => index)), path);
    return items.map(([index, item]) => this.read(member, item, join(path, index)));
  }

  private map(schema: NormalizedSchema, node: QueryNode, path: string): object {
    const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
    const holder = isFlattened(schema) ? node : node.children.get('entry');
    if (holder === undefined) return {};
    const entries = numbered(holder).map(([index, entry]) => {
      const keyNode = entry.children.get(nameTrait(key, 'xmlName') ?? 'key');
      const valueNode = entry.children.get(nameTrait(value, 'xmlName') ?? 'value');
      const name = keyNode?.value ?? null;
      if (name === null || valueNode === undefined) {
        throw this.invalid(join(path, index), 'a key and a value are expected');
      }
      return [name, this.read(value, valueNode, join(path, index))] as const;
    });
    return Object.fromEntries(entries);
  }

  private memberKey(name: string, member: NormalizedSchema): string {
    const ec2Name = this.dialect === 'ec2Query' ? nameTrait(member, 'ec2QueryName') : null;
    if (ec2Name !== null) return ec2Name;
    const key = nameTrait(member, 'xmlName') ?? name;
    return this.dialect === 'ec2Query' ? key.charAt(0).toUpperCase() + key.slice(1) : key;
  }

  private missing(schema: NormalizedSchema, name: string, path: string): AwsError {
    const parameter = join(path, this.memberKey(name, schema.getMemberSchema(name)));
    if (this.dialect === 'ec2Query') {
      return new AwsError('MissingParameter', `The request must contain the parameter ${parameter}`);
    }
    const member = parameter.charAt(0).toLowerCase() + parameter.slice(1);
    const constraint = 'failed to satisfy constraint: Member must not be null';
    return new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at '${member}' ${constraint}`,
    );
  }

  private invalid(path: string, problem: string): AwsError {
    if (this.dialect === 'ec2Query') {
      return new AwsError('InvalidParameterValue', `Invalid value for parameter ${path}: ${problem}`);
    }
    return new AwsError(
      'ValidationError',
      `1 validation error detected: Value at '${path}' is invalid: ${problem}`,
    );
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
