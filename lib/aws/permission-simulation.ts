import {
  GetRoleCommand,
  type EvaluationResult,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandOutput,
} from '@aws-sdk/client-iam';
import type { MayDo } from '../ports/permissions.ts';
import { errorCode, toFault } from './faults.ts';

/** What IAM computed; or why it did not, in a sentence. */
export type Simulation =
  | { readonly kind: 'known'; readonly answers: ReadonlyMap<string, MayDo> }
  | { readonly kind: 'unknown'; readonly why: string };

const AT_ONCE = 100;

/**
 * Asks IAM what the caller's policies let them do (SimulatePrincipalPolicy), boundary included. What a session's own policy takes away, and
 * service control policies with conditions, are not in it (IAM user guide, "IAM policy testing"). Never rejects.
 */
export const simulate = async (
  client: IAMClient,
  callerArn: string,
  actions: readonly string[],
): Promise<Simulation> => {
  const operation = 'SimulatePrincipalPolicy';
  const source = await sourceOf(client, callerArn);
  if (source === null) return { kind: 'unknown', why: `${callerArn} has no policies that IAM would compute` };
  try {
    const answers = new Map<string, MayDo>();
    for (const [resource, group] of byResource(actions)) {
      for (let first = 0; first < group.length; first += AT_ONCE) {
        const results = await pages(client, source, group.slice(first, first + AT_ONCE), resource);
        for (const result of results) answers.set(result.EvalActionName ?? '', mayDo(result));
      }
    }
    return { kind: 'known', answers };
  } catch (error) {
    const { code } = toFault(operation, error);
    return { kind: 'unknown', why: `iam:${operation} was answered by ${code}` };
  }
};

const pages = async (
  client: IAMClient,
  source: string,
  actions: readonly string[],
  resource: string,
): Promise<readonly EvaluationResult[]> => {
  const results: EvaluationResult[] = [];
  let marker: string | undefined;
  do {
    const page: SimulatePrincipalPolicyCommandOutput = await client.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: source,
        ActionNames: [...actions],
        ResourceArns: [resource],
        ...(marker === undefined ? {} : { Marker: marker }),
      }),
    );
    results.push(...(page.EvaluationResults ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return results;
};

const mayDo = ({ EvalDecision, OrganizationsDecisionDetail }: EvaluationResult): MayDo => {
  if (EvalDecision === 'allowed') return { kind: 'allowed', by: 'simulation' };
  const byOrganization = OrganizationsDecisionDetail?.AllowedByOrganizations === false;
  if (byOrganization)
    return { kind: 'denied', by: 'simulation', why: 'a policy of the organisation denies it' };
  const why = EvalDecision === 'explicitDeny' ? 'a policy denies it' : 'no policy allows it';
  return { kind: 'denied', by: 'simulation', why };
};

/** A policy may name images and snapshots alone for what changes them; all else is asked of everything. */
const resourceOf = (action: string): string => {
  if (/^ec2:(?:ModifySnapshotAttribute|DeleteSnapshot)$/.test(action)) {
    return 'arn:aws:ec2:us-east-1::snapshot/snap-00000000000000000';
  }
  if (/^ec2:(?:\w+Image(?:Deprecation|Attribute|FromRecycleBin)?|CreateTags|DeleteTags)$/.test(action)) {
    const isRead = /^ec2:(?:Describe|Get|List)/.test(action);
    return isRead ? '*' : 'arn:aws:ec2:us-east-1::image/ami-00000000000000000';
  }
  return '*';
};

const byResource = (actions: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  Map.groupBy(actions, resourceOf);

/** The user or role whose policies count. A role's session does not tell the path of its role, which IAM must be asked. */
const sourceOf = async (client: IAMClient, arn: string): Promise<string | null> => {
  const [, partition, service, , account, resource = ''] = arn.split(':');
  if (service === 'iam') return resource.startsWith('user/') ? arn : null;
  const role = /^assumed-role\/([^/]+)\//.exec(resource)?.[1];
  if (role === undefined) return null;
  try {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: role }));
    return Role?.Arn ?? null;
  } catch (error) {
    // Nobody has to let a role look at itself; most have no path.
    if (errorCode(error) === 'NoSuchEntityException') return null;
    return `arn:${partition ?? 'aws'}:iam::${account ?? ''}:role/${role}`;
  }
};
