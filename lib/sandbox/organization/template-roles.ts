import type { AccountId } from '../../model/ids.ts';
import { type Region } from '../../model/ids.ts';
import { isMapping } from '../../model/json-value.ts';
import type { Role, RoleStatement } from '../identity/role.ts';
import { resourceName } from '../routing/resource-name.ts';
import { Scope, type Deployment } from '../routing/scope.ts';
import { readTemplate, type TemplateResource } from '../routing/template.ts';

/** A template's text, with the name by which messages call it. */
interface TemplateText {
  readonly name: string;
  readonly text: string;
}

/** Which templates are deployed, and as what. */
export interface RoleLandscape {
  readonly templates: { readonly hub: TemplateText; readonly member: TemplateText };
  readonly hub: AccountId;
  readonly region: Region;
  readonly stage: string;
  readonly organizationId: string;
  readonly externalId: string;
  readonly slackTokenParameter: string;
  readonly slackSigningSecretParameter: string;
  /** The accounts that the member template is deployed in. */
  readonly members: readonly AccountId[];
  /** Whether roles are bound to the resources that their statements name; when absent, to their actions alone. */
  readonly bindsResources?: boolean;
}

/**
 * The roles that the templates make, with the actions and the trust that they give: a right that a template forgets is missed
 * here too. Conditions of what a role may do are not looked at, resources, and roles without a name of their own, only when asked for.
 * Throws for a trust policy that the sandbox does not understand.
 */
export const templateRoles = (landscape: RoleLandscape): readonly Role[] => {
  const { hub, region, stage, organizationId, externalId, templates } = landscape;
  const at = { account: hub, region, stage };
  const binds = landscape.bindsResources ?? false;
  const hubRoles = rolesIn(
    templates.hub,
    {
      ...at,
      parameters: {
        OrganizationId: organizationId,
        ExternalId: externalId,
        SlackTokenParameter: landscape.slackTokenParameter,
        SlackSigningSecretParameter: landscape.slackSigningSecretParameter,
      },
    },
    binds,
  );
  const memberRoles = (account: AccountId): readonly Role[] =>
    rolesIn(
      templates.member,
      {
        ...at,
        account,
        parameters: {
          HubAccount: hub,
          HubRegion: region,
          Stage: stage,
          OrganizationId: organizationId,
          ExternalId: externalId,
          RoleRegion: region,
        },
      },
      binds,
    ).map((role) => ({ ...role, account }));
  const ofMembers = memberRoles(hub);
  return [
    ...hubRoles.map((role) => ({ ...role, account: hub })),
    // Bound to resources they differ from account to account; else one reading of the template does for all of a large organisation.
    ...landscape.members.flatMap((account) =>
      binds ? memberRoles(account) : ofMembers.map((role) => ({ ...role, account })),
    ),
  ];
};

const rolesIn = (
  source: TemplateText,
  deployment: Deployment,
  binds: boolean,
): readonly Omit<Role, 'account'>[] => {
  const scope = new Scope(readTemplate(source.name, source.text), deployment);
  return scope
    .made('AWS::IAM::Role')
    .filter((resource) => binds || resource.properties['RoleName'] !== undefined)
    .map((resource) => readRole(scope, resource, binds));
};

const readRole = (scope: Scope, resource: TemplateResource, binds: boolean): Omit<Role, 'account'> => {
  const name = resourceName(scope, resource);
  const trust = readTrust(scope, resource);
  // What the rights are on is not looked at, and may name what this template does not make (log groups).
  const ignored = binds ? ['Condition'] : ['Condition', 'Resource'];
  const bare = { ...resource, properties: { Policies: without(ignored, resource.properties['Policies']) } };
  const policies = scope.property(bare, 'Policies');
  const statements = list(policies)
    .flatMap((policy) => statementsOf(member(policy, 'PolicyDocument')))
    .map((statement): RoleStatement => {
      if (statement['Effect'] !== 'Allow' || statement['Action'] === undefined) {
        throw scope.fault(`${resource.id}: a statement that does not allow actions is not understood here`);
      }
      return {
        actions: list(statement['Action']).map(String),
        resources: list(statement['Resource']).flat().map(String),
      };
    });
  const actions = [...new Set(statements.flatMap((statement) => statement.actions))];
  return { name, actions, ...(binds ? { statements } : {}), ...trust };
};

type Trust = Pick<Role, 'trusted' | 'externalId' | 'organization'>;

const readTrust = (scope: Scope, resource: TemplateResource): Trust => {
  const [statement, ...more] = statementsOf(scope.property(resource, 'AssumeRolePolicyDocument'));
  if (statement?.['Effect'] !== 'Allow' || more.length > 0) {
    throw scope.fault(
      `${resource.id}: a trust policy of one allowing statement is understood here, and no other`,
    );
  }
  const principal = statement['Principal'];
  let trusted = isMapping(principal)
    ? Object.values(principal).flatMap((one) => list(one).map(String))
    : ['*'];
  let externalId: string | null = null;
  let organization: string | null = null;
  for (const [key, value] of conditionsOf(statement['Condition'])) {
    if (key === 'aws:PrincipalArn') trusted = list(value).map(String);
    else if (key === 'sts:ExternalId') externalId = String(value);
    else if (key === 'aws:PrincipalOrgID') organization = String(value);
    // Of services, which take no role here by themselves.
    else if (key === 'aws:SourceAccount' || key === 'aws:SourceArn') continue;
    else throw scope.fault(`${resource.id}: the condition ${key} of a trust policy is not understood here`);
  }
  return { trusted, externalId, organization };
};

const CONDITIONS = new Set(['ArnEquals', 'ArnLike', 'StringEquals']);

const conditionsOf = (condition: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries(isMapping(condition) ? condition : {}).flatMap(([operator, keys]) =>
    Object.entries(isMapping(keys) ? keys : {}).map(
      ([key, value]) => [CONDITIONS.has(operator) ? key : `${operator} ${key}`, value] as const,
    ),
  );

// What a role may do only through another service, it may not do here: the sandbox's services do not call each other.
const isViaService = (statement: unknown): boolean =>
  Object.values(membersOf(member(statement, 'Condition'))).some(
    (keys) => member(keys, 'aws:CalledVia') !== undefined,
  );

const without = (names: readonly string[], value: unknown): unknown => {
  if (Array.isArray(value))
    return value.filter((one) => !isViaService(one)).map((one) => without(names, one));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .map(([name, held]) => [name, without(names, held)]),
  );
};

const statementsOf = (document: unknown): readonly Readonly<Record<string, unknown>>[] =>
  list(member(document, 'Statement')).filter(isMapping);

const membersOf = (value: unknown): Readonly<Record<string, unknown>> => (isMapping(value) ? value : {});

const member = (value: unknown, name: string): unknown => membersOf(value)[name];

const list = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};
