import { hub, member, type Resource } from './templates.ts';

/** A template as it stands in one account and region: what its names come to. */
export interface World {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly account: string;
  /** Parameters, pseudo parameters and variables, by name. */
  readonly values: Readonly<Record<string, string>>;
}

const KEY = '0f1e2d3c-0000-4000-8000-000000000001';

const placed = (account: string): Readonly<Record<string, string>> => ({
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': account,
  'AWS::NoValue': '',
});

const SAME_ON_BOTH_SIDES = {
  OrganizationId: 'o-exampleorg1',
  ExternalId: 'ami-warden-example',
  ReaderRoleName: 'ami-warden-reader',
  WriterRoleName: 'ami-warden-writer',
};

/** serverless.yml, deployed as stage dev into the example's hub account, with Slack and its buttons. */
export const HUB: World = {
  resources: hub.resources.Resources,
  account: '999988887777',
  values: {
    ...placed('999988887777'),
    ...SAME_ON_BOTH_SIDES,
    'sls:stage': 'dev',
    SlackTokenParameter: '/ami-warden/dev/slack-token',
    SlackSigningSecretParameter: '/ami-warden/dev/slack-secret',
    AlertTopics: 'arn:aws:sns:us-east-1:222233334444:web',
  },
};

/** deploy/member.yaml, deployed into one of the example's accounts. */
export const MEMBER: World = {
  resources: member.Resources,
  account: '111122223333',
  values: {
    ...placed('111122223333'),
    ...SAME_ON_BOTH_SIDES,
    HubAccount: '999988887777',
    HubRegion: 'us-east-1',
    Stage: 'dev',
  },
};

/** Where each type of resource has its name, and the part of its ARN behind the account. */
const ARNS: Readonly<
  Record<string, readonly [property: string, arn: (place: string, name: string) => string]>
> = {
  'AWS::SQS::Queue': ['QueueName', (place, name) => `arn:aws:sqs:${place}:${name}`],
  'AWS::SNS::Topic': ['TopicName', (place, name) => `arn:aws:sns:${place}:${name}`],
  'AWS::S3::Bucket': ['BucketName', (_, name) => `arn:aws:s3:::${name}`],
  'AWS::DynamoDB::Table': ['TableName', (place, name) => `arn:aws:dynamodb:${place}:table/${name}`],
  'AWS::Events::EventBus': ['Name', (place, name) => `arn:aws:events:${place}:event-bus/${name}`],
  'AWS::Events::Rule': ['Name', (place, name) => `arn:aws:events:${place}:rule/${name}`],
  'AWS::SSM::Parameter': ['Name', (place, name) => `arn:aws:ssm:${place}:parameter${name}`],
  'AWS::KMS::Key': ['KeyId', (place) => `arn:aws:kms:${place}:key/${KEY}`],
  'AWS::IAM::Role': ['RoleName', (place, name) => `arn:aws:iam::${place.split(':')[1] ?? ''}:role/${name}`],
  'AWS::StepFunctions::StateMachine': [
    'StateMachineName',
    (place, name) => `arn:aws:states:${place}:stateMachine:${name}`,
  ],
};

// CloudFormation's `Ref` of these is an ARN; of the others it is their name.
const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine']);

/** What Serverless makes of a function, by the logical id that it gives. */
const madeOf = (id: string, place: string): string | null => {
  const [, name, kind] = /^(\w+?)(LogGroup|LambdaFunction)$/.exec(id) ?? [];
  if (name === undefined) return null;
  const full = `ami-warden-dev-${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return kind === 'LogGroup'
    ? `arn:aws:logs:${place}:log-group:/aws/lambda/${full}`
    : `arn:aws:lambda:${place}:function:${full}`;
};

const ofResource = (world: World, id: string, attribute: string | undefined): string | null => {
  const place = `us-east-1:${world.account}`;
  const resource = world.resources[id];
  if (resource === undefined) return madeOf(id, place);
  const known = ARNS[resource.Type];
  if (known === undefined) return null;
  const [property, arnOf] = known;
  const given = resource.Properties?.[property];
  const name = typeof given === 'string' ? text(world, given) : id;
  const arn = arnOf(place, name);
  const isArn = attribute === 'Arn' || (attribute === undefined && REF_IS_ARN.has(resource.Type));
  if (isArn) return arn;
  return attribute === undefined || attribute.endsWith('Name') ? name : null;
};

const named = (world: World, reference: string): string | null => {
  const value = world.values[reference];
  if (value !== undefined) return value;
  const [, id, attribute] = /^(\w+)(?:\.(\w+))?$/.exec(reference) ?? [];
  return id === undefined ? null : ofResource(world, id, attribute);
};

const text = (world: World, written: string): string =>
  named(world, written) ??
  written.replaceAll(/\$\{([^}]+)\}/g, (_, reference: string) => {
    const value = named(world, reference);
    if (value === null) throw new Error(`nothing is known of ${reference}`);
    return value;
  });

/** Data of a template with its references answered; `templates.ts` has taken the short functions off. */
export const resolve = (world: World, data: unknown): unknown => {
  if (typeof data === 'string') return text(world, data);
  if (Array.isArray(data)) return data.map((one) => resolve(world, one));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, resolve(world, value)]));
};
