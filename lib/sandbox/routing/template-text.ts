import { isCollection, parseDocument, type CollectionTag, type ScalarTag, type Tags } from 'yaml';
import { isMapping } from '../../model/json-value.ts';

const SHORT_FORMS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
];

/** CloudFormation's short tags as the long form that they stand for: `!Sub x` is `{"Fn::Sub": "x"}`. */
const longForm = (tag: string, value: unknown): object => {
  if (tag === 'Ref' || tag === 'Condition') return { [tag]: value };
  if (tag === 'GetAtt' && typeof value === 'string') {
    const [resource, ...attribute] = value.split('.');
    return { 'Fn::GetAtt': [resource, attribute.join('.')] };
  }
  return { [`Fn::${tag}`]: value };
};

const tagsOf = (name: string): Tags => {
  const tag = `!${name}`;
  const scalar: ScalarTag = { tag, resolve: (value) => longForm(name, value) };
  const collection = (kind: 'map' | 'seq'): CollectionTag => ({
    tag,
    collection: kind,
    // The node itself has to stay a node; its long form is made when the document becomes plain values.
    resolve: (node) => {
      if (isCollection(node)) {
        const plain = node.toJSON.bind(node);
        node.toJSON = (...given: unknown[]) => longForm(name, Reflect.apply(plain, node, given));
      }
      return node;
    },
  });
  return [scalar, collection('map'), collection('seq')];
};

/** A CloudFormation or serverless file as plain values, its short tags in long form. Throws for YAML that is not well-formed. */
export const readTemplateText = (text: string): Readonly<Record<string, unknown>> => {
  const document = parseDocument(text, {
    customTags: ['Ref', 'Condition', 'GetAtt', ...SHORT_FORMS].flatMap(tagsOf),
    merge: true,
  });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  const plain: unknown = document.toJS({ maxAliasCount: 1_000 });
  if (!isMapping(plain)) throw new Error('the template is no object');
  return plain;
};
