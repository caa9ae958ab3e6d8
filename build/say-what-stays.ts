/** A resource of a template, as far as it counts whether it outlives its stack. */
interface Kept {
  readonly Type: string;
  readonly DeletionPolicy?: string | undefined;
  readonly Properties?: Readonly<Record<string, unknown>> | undefined;
}

type Resources = Readonly<Record<string, Kept>>;

/** What is read of the Serverless object. */
interface Service {
  readonly service: { readonly resources: { readonly Resources: Resources } };
  /** `accountId`: Serverless asks for it at the beginning of a removal, and goes on without. */
  readonly getProvider: (name: 'aws') => { readonly accountId?: string };
}

interface Tools {
  readonly log: { readonly notice: (text: string) => unknown };
}

const NAMES = ['TableName', 'BucketName'];

const nameOf = (id: string, { Properties: properties = {} }: Kept): string => {
  const [name = id] = NAMES.flatMap((member) => properties[member] ?? []);
  if (typeof name === 'string') return name;
  return String((name as Readonly<Record<string, unknown>>)['Fn::Sub']);
};

/** What a template leaves behind when its stack is deleted: types and names, or logical ids of what has no name. */
export const stayingOf = (resources: Resources): readonly string[] =>
  Object.entries(resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain') === true)
    .map(([id, kept]) => `${kept.Type} ${nameOf(id, kept)}`);

/** A plugin of Serverless that says after `serverless remove` what is still there. */
export class SayWhatStays {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Service, _options: object, { log }: Tools) {
    this.hooks = {
      'after:remove:remove': () => {
        const { accountId = 'ACCOUNT' } = serverless.getProvider('aws');
        const lines = stayingOf(serverless.service.resources.Resources)
          .map((line) => `\n  ${line}`)
          .join('')
          .replaceAll('${AWS::AccountId}', accountId);
        log.notice(`These stay (docs/deploy.md tells how to delete them):${lines}`);
      },
    };
  }
}

// Serverless loads this file with require(), and takes what it gets for the class.
export { SayWhatStays as 'module.exports' };
