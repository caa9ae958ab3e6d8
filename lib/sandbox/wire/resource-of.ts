/**
 * The ARN that a call is on, where its input names one that the hub's roles are bound to; null elsewhere, EC2 among them, whose calls
 * name resources in too many ways.
 */
export const resourceOf = (
  service: string,
  input: object,
  { account, region }: { readonly account: string; readonly region: string },
): string | null => {
  const text = (name: string): string | null => {
    const value: unknown = Reflect.get(input, name);
    return typeof value === 'string' ? value : null;
  };
  const arn = (resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;
  switch (service) {
    case 'sqs': {
      const [owner, name] = (text('QueueUrl') ?? '').split('/').slice(-2);
      return owner === undefined || name === undefined ? null : `arn:aws:sqs:${region}:${owner}:${name}`;
    }
    case 'sns':
      return text('TopicArn');
    case 'sts':
      return text('RoleArn');
    case 'ssm': {
      const name = text('Name');
      if (name === null || name.startsWith('arn:')) return name;
      return arn(`parameter${name.startsWith('/') ? '' : '/'}${name}`);
    }
    case 'events':
      return busArn(Reflect.get(input, 'Entries'), arn);
    default:
      return null;
  }
};

const busArn = (entries: unknown, arn: (resource: string) => string): string | null => {
  const [first] = Array.isArray(entries) ? (entries as readonly unknown[]) : [];
  if (typeof first !== 'object' || first === null) return null;
  const name: unknown = Reflect.get(first, 'EventBusName') ?? 'default';
  if (typeof name !== 'string') return null;
  return name.startsWith('arn:') ? name : arn(`event-bus/${name}`);
};
