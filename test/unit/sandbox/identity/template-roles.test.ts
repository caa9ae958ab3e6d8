import { describe, expect, it } from 'vitest';
import { ownTemplates } from '../../../../lib/sandbox/hub/own-templates.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { templateRoles } from '../../../../lib/sandbox/organization/template-roles.ts';

const HUB = AccountId.parse('999988887777');
const GOLDEN = AccountId.parse('111122223333');

const MEMBER = `
Parameters:
  HubAccount: { Type: String }
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub 'arn:aws:iam::\${HubAccount}:root' }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { sts:ExternalId: secret }
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: [ec2:DescribeImages, ec2:DescribeSnapshots], Resource: !GetAtt Elsewhere.Arn }
              - { Effect: Allow, Action: ec2:DescribeImages, Resource: '*' }
  Nameless:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Deny }] }
`;

const rolesOf = (member: string) =>
  templateRoles({
    templates: {
      hub: { name: 'hub.yml', text: 'Resources: {}' },
      member: { name: 'member.yml', text: member },
    },
    hub: HUB,
    region: Region.parse('us-east-1'),
    stage: 'dev',
    organizationId: 'o-exampleorg1',
    externalId: 'ami-warden-example',
    slackTokenParameter: '/slack',
    slackSigningSecretParameter: '/slack-secret',
    members: [GOLDEN, HUB],
  });

describe('roles by the templates', () => {
  it('have the actions and the trust that the template gives, in every member', () => {
    const reader = {
      name: 'reader',
      trusted: ['arn:aws:iam::999988887777:root'],
      externalId: 'secret',
      organization: null,
      actions: ['ec2:DescribeImages', 'ec2:DescribeSnapshots'],
    };
    expect(rolesOf(MEMBER)).toEqual([
      { ...reader, account: '111122223333' },
      { ...reader, account: '999988887777' },
    ]);
  });

  it.each([
    [
      MEMBER.replace(
        'StringEquals: { sts:ExternalId: secret }',
        'Bool: { aws:MultiFactorAuthPresent: true }',
      ),
      'member.yml: Reader: the condition Bool aws:MultiFactorAuthPresent of a trust policy is not understood here',
    ],
    [
      MEMBER.replace(
        '{ Effect: Allow, Action: ec2:DescribeImages,',
        '{ Effect: Deny, Action: ec2:DescribeImages,',
      ),
      'member.yml: Reader: a statement that does not allow actions is not understood here',
    ],
    [
      MEMBER.replace('- Effect: Allow', '- Effect: Deny'),
      'member.yml: Reader: a trust policy of one allowing statement is understood here, and no other',
    ],
  ])('that say what is not modelled are refused: %#', (member, problem) => {
    expect(() => rolesOf(member)).toThrow(problem);
  });

  it('of our own templates: guard and the sweep read, remediate alone writes', () => {
    const roles = templateRoles({
      templates: ownTemplates(),
      hub: HUB,
      region: Region.parse('us-east-1'),
      stage: 'dev',
      organizationId: 'o-exampleorg1',
      externalId: 'ami-warden-example',
      slackTokenParameter: '/slack',
      slackSigningSecretParameter: '/slack-secret',
      members: [GOLDEN],
    });
    const named = (name: string) => roles.find((role) => role.name === name);
    expect(named('ami-warden-reader')?.trusted).toEqual([
      'arn:aws:iam::999988887777:role/ami-warden-dev-guard',
      'arn:aws:iam::999988887777:role/ami-warden-dev-survey',
      'arn:aws:iam::999988887777:role/ami-warden-dev-sweep',
    ]);
    expect(named('ami-warden-writer')?.trusted).toEqual([
      'arn:aws:iam::999988887777:role/ami-warden-dev-remediate',
    ]);
    const writing = (name: string) =>
      named(name)?.actions.filter((action) => !/:(Describe|Get|List)/.test(action));
    expect(writing('ami-warden-reader')).toEqual([]);
    expect(writing('ami-warden-writer')).toContain('ec2:ModifyImageAttribute');
    // Of the rights that EC2 alone may use in its name, none is its own.
    expect(named('ami-warden-writer')?.actions).not.toContain('ec2:DescribeInstances');
    expect(named('ami-warden-reader')?.actions).toContain('ec2:DescribeInstances');
    expect(named('ami-warden-writer')).toMatchObject({
      account: '111122223333',
      externalId: 'ami-warden-example',
      organization: 'o-exampleorg1',
    });
  });
});
