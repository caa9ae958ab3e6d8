import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { AccountId, OrganizationId, Region } from '../../lib/model/ids.ts';
import { PACKAGE } from '../e2e/lambda-runtime/fresh-package.ts';
import type { HubTemplates } from '../../lib/sandbox/hub/own-templates.ts';
import type { Estate } from '../../lib/sandbox/organization/estate.ts';
import { EXAMPLE_ESTATE } from '../../lib/sandbox/organization/example.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A CloudFormation template as JSON has it. */
export interface Packaged {
  readonly Resources: Record<
    string,
    { Type: string; Condition?: string; Properties?: Record<string, unknown> }
  >;
}

const Template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const State = z.object({
  service: z.object({
    provider: z.object({
      stackParameters: z.array(z.object({ ParameterKey: z.string(), ParameterValue: z.unknown() })),
    }),
  }),
});

// Where Serverless puts the zips on their way to Lambda; nothing of the service lies in it.
const NOT_THE_SERVICE = new Set(['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy']);

/**
 * What `serverless deploy` would send: the packaged template with the parameters' values that the package holds. `change` may spoil
 * it, to see what would notice. The members' template is deploy/member.yaml.
 */
export const packagedTemplates = (change: (template: Packaged) => void = () => undefined): HubTemplates => {
  const file = 'cloudformation-template-update-stack.json';
  const template = Template.parse(readJson(file));
  const resources = Object.entries(template.Resources).filter(([id]) => !NOT_THE_SERVICE.has(id));
  const packaged = { ...template, Resources: Object.fromEntries(resources) };
  change(packaged);
  const { stackParameters } = State.parse(readJson('serverless-state.json')).service.provider;
  return {
    hub: {
      name: `.serverless/${file}`,
      text: JSON.stringify({ provider: { stackParameters }, resources: packaged }),
    },
    member: {
      name: 'deploy/member.yaml',
      text: readFileSync(join(root, 'deploy/member.yaml'), 'utf8'),
    },
  };
};

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(root, PACKAGE, name), 'utf8'));

const HUB = AccountId.parse('999988887777');
const MANAGEMENT = AccountId.parse('123456789012');
const KEPT: readonly string[] = ['111122223333', HUB, '222233334444', MANAGEMENT];

/** The example organisation with three accounts beside the management account (golden-pipeline, security and web-prod), in two regions. */
export const THREE_ACCOUNTS: Estate = {
  ...EXAMPLE_ESTATE,
  id: OrganizationId.parse('o-exampleorg1'),
  accounts: EXAMPLE_ESTATE.accounts.filter(({ account }) => KEPT.includes(account)),
  regions: ['us-east-1', 'eu-west-1'].map((region) => Region.parse(region)),
};
