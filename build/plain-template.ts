/** A resource of a CloudFormation template, as far as its order counts. */
interface Ordered {
  DependsOn?: string | readonly string[];
  readonly [property: string]: unknown;
}

/** What is read of the Serverless object. */
interface Service {
  readonly service: {
    readonly provider: {
      readonly compiledCloudFormationTemplate: { readonly Resources: Readonly<Record<string, Ordered>> };
    };
  };
}

/** Every logical id that a value refers to. */
const referredTo = (value: unknown): readonly unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(referredTo);
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Ref') return [inner];
    if (key === 'Fn::GetAtt')
      return [Array.isArray(inner) ? (inner[0] as unknown) : String(inner).split('.')[0]];
    return referredTo(inner);
  });
};

/** Takes out of `DependsOn` what a resource refers to anyway: CloudFormation finds that by itself, and linters complain of it. */
export const dropNeedlessOrder = (resources: Readonly<Record<string, Ordered>>): void => {
  for (const resource of Object.values(resources)) {
    const { DependsOn: order, ...rest } = resource;
    if (order === undefined) continue;
    const known = new Set(referredTo(rest));
    const needed = [order].flat().filter((id) => !known.has(id));
    if (needed.length === 0) delete resource.DependsOn;
    else resource.DependsOn = needed;
  }
};

/** A plugin of Serverless that leaves a template in which a linter, and an emulator that asks one, finds nothing. */
export class PlainTemplate {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Service) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        dropNeedlessOrder(service.provider.compiledCloudFormationTemplate.Resources);
      },
    };
  }
}

// Serverless loads this file with require(), and takes what it gets for the class.
export { PlainTemplate as 'module.exports' };
