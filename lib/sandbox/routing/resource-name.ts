import type { TemplateResource } from './template.ts';

/** What names are made of: a template's values in one deployment. */
interface Naming {
  readonly deployment: { readonly account: string; readonly region: string; readonly stage: string };
  text(resource: TemplateResource, property: string): string | null;
  fault(problem: string): Error;
}

/** The property that names a resource of this type; the types that are known here. */
const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  // It has no name; its id is AWS's to choose.
  'AWS::KMS::Key': 'KeyId',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** The name that a resource has or would be given. */
export const resourceName = (scope: Naming, resource: TemplateResource): string => {
  const property = NAME_PROPERTY[resource.type];
  if (property === undefined)
    throw scope.fault(`${resource.type} (${resource.id}) cannot be referred to here`);
  return scope.text(resource, property) ?? `ami-warden-${scope.deployment.stage}-${resource.id}`;
};

/** What `!Ref` of a resource stands for. */
export const resourceReference = (scope: Naming, resource: TemplateResource): string => {
  const { account, region } = scope.deployment;
  const name = resourceName(scope, resource);
  switch (resource.type) {
    case 'AWS::SQS::Queue':
      return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    case 'AWS::SNS::Topic':
    case 'AWS::StepFunctions::StateMachine':
      return resourceArn(scope, resource);
    default:
      return name;
  }
};

/** What `!GetAtt` of a resource stands for; null when the attribute is not known here. */
export const resourceAttribute = (
  scope: Naming,
  resource: TemplateResource,
  attribute: string,
): string | null => {
  switch (attribute) {
    case 'Arn':
    case 'TopicArn':
      return resourceArn(scope, resource);
    case 'QueueUrl':
      return resourceReference(scope, resource);
    case 'Name':
    case 'QueueName':
    case 'TopicName':
      return resourceName(scope, resource);
    default:
      return null;
  }
};

/** The ARN of a resource that is known here. */
export const resourceArn = (scope: Naming, resource: TemplateResource): string => {
  const { account, region } = scope.deployment;
  const name = resourceName(scope, resource);
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  switch (resource.type) {
    case 'AWS::DynamoDB::Table':
      return arn('dynamodb', `table/${name}`);
    case 'AWS::Events::EventBus':
      return arn('events', `event-bus/${name}`);
    case 'AWS::Events::Rule': {
      const bus = scope.text(resource, 'EventBusName') ?? 'default';
      return arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`);
    }
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${account}:role/${name}`;
    case 'AWS::KMS::Key':
      return arn('kms', `key/${name}`);
    case 'AWS::Lambda::Function':
      return arn('lambda', `function:${name}`);
    case 'AWS::Logs::LogGroup':
      return arn('logs', `log-group:${name}`);
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::SNS::Topic':
      return arn('sns', name);
    case 'AWS::SQS::Queue':
      return arn('sqs', name);
    case 'AWS::StepFunctions::StateMachine':
      return arn('states', `stateMachine:${name}`);
    default:
      throw scope.fault(`${resource.type} (${resource.id}) has no ARN here`);
  }
};
