import * as z from 'zod/mini';
import { hub } from '../unit/templates/templates.ts';

const ARN = 'arn:aws:lambda:us-east-1:999988887777:function:ami-warden-dev';

const Template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.optional(z.record(z.string(), z.unknown())) }),
  ),
});

/** The ARN of a function of the hub, by its name in serverless.yml. */
export const functionArn = (name: string): string => `${ARN}-${name}`;

/** The state machine of serverless.yml as CloudFormation would hand it to Step Functions. */
export const sweepMachine = (): unknown =>
  render(hub.resources.Resources['SweepMachine']?.Properties?.['Definition']);

/** The same of a packaged template, given as its JSON. */
export const packagedMachine = (json: string): unknown =>
  render(Template.parse(JSON.parse(json)).Resources['SweepMachine']?.Properties?.['Definition']);

/** Values with CloudFormation's functions filled in, in JSON's form or as the bare argument that `templates.ts` reads. */
const render = (value: unknown): unknown => {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map(render);
  if (typeof value !== 'object' || value === null) return value;
  const [entry, ...rest] = Object.entries(value);
  if (entry?.[0] === 'Fn::Sub' && rest.length === 0) return text(String(entry[1]));
  if (entry?.[0] === 'Fn::GetAtt' && rest.length === 0)
    return text((entry[1] as readonly string[]).join('.'));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, render(member)]));
};

const text = (value: string): string => {
  const id = /^(\w+)LambdaFunction\.Arn$/.exec(value)?.[1];
  return id === undefined ? value.replaceAll('${AWS::Partition}', 'aws') : functionArn(id.toLowerCase());
};
