import * as iam from '@aws-sdk/client-iam';
import type {
  GetRoleRequest,
  GetRoleResponse,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import { AwsError, type CallContext, type ServiceDefinition } from '../wire/service.ts';
import { coversAction, roleArn, type Roles } from './role.ts';

const MADE = new Date('2024-02-01T09:00:00Z');

/** IAM, as far as somebody asks what they may do: GetRole, and SimulatePrincipalPolicy by the actions that the sandbox itself goes by. */
export const iamService = (roles: Roles): ServiceDefinition => ({
  signingName: 'iam',
  protocol: 'awsQuery',
  apiVersion: '2010-05-08',
  xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  schemas: iam,
  operations: {
    GetRole: ({ RoleName: name = '' }: GetRoleRequest, { caller }: CallContext): GetRoleResponse => {
      const role = roles.named(caller.account, name);
      if (role === null)
        throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
      const path = role.name.slice(0, role.name.length - name.length);
      return {
        Role: {
          Path: `/${path}`,
          RoleName: name,
          RoleId: `AROA${caller.account}`,
          Arn: roleArn(role),
          CreateDate: MADE,
        },
      };
    },
    SimulatePrincipalPolicy: (input: SimulatePrincipalPolicyRequest): SimulatePolicyResponse => {
      const actions = actionsOf(input.PolicySourceArn ?? '', roles);
      return {
        IsTruncated: false,
        EvaluationResults: (input.ActionNames ?? []).map((action) => ({
          EvalActionName: action,
          EvalResourceName: input.ResourceArns?.[0] ?? '*',
          EvalDecision: coversAction(actions, action) ? 'allowed' : 'implicitDeny',
        })),
      };
    },
  },
});

/** An account's operator may do everything, a role what it was given. */
const actionsOf = (arn: string, roles: Roles): readonly string[] => {
  if (/^arn:aws:iam::\d{12}:user\/operator$/.test(arn)) return ['*'];
  const role = roles.find(arn);
  if (role === null) throw new AwsError('NoSuchEntity', `There is no ${arn}.`, 404);
  return role.actions;
};
