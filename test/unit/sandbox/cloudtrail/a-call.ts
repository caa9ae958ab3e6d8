import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { AwsError, type Caller, type FinishedCall } from '../../../../lib/sandbox/wire/service.ts';

export const OPERATOR: Caller = {
  account: AccountId.parse('111122223333'),
  arn: 'arn:aws:iam::111122223333:user/operator',
  principalId: 'AIDAEXAMPLE',
  accessKeyId: '111122223333',
  session: null,
};

export const WRITER: Caller = {
  account: AccountId.parse('111122223333'),
  arn: 'arn:aws:sts::111122223333:assumed-role/ami-warden-writer/ami-warden-remediate',
  principalId: 'AROAEXAMPLE:ami-warden-remediate',
  accessKeyId: 'ASIAEXAMPLE',
  session: { role: 'ami-warden-writer', name: 'ami-warden-remediate' },
};

type Outcome = { readonly output: unknown } | { readonly refused: string; readonly status?: number };

/** A finished call of EC2, as the wire tells of it. */
export const aCall = (
  operation: string,
  input: unknown,
  outcome: Outcome,
  caller: Caller = OPERATOR,
): FinishedCall => ({
  context: {
    service: 'ec2',
    operation,
    caller,
    region: Region.parse('eu-west-1'),
    requestId: '11111111-2222-4333-8444-555555555555',
    sourceIp: '192.0.2.10',
    userAgent: 'aws-cli/2.17.0',
    now: new Date('2024-11-05T10:00:00.250Z'),
    beforeWrite: () => undefined,
  },
  input,
  outcome:
    'output' in outcome
      ? { kind: 'answered', output: outcome.output }
      : { kind: 'refused', error: new AwsError(outcome.refused, 'no', outcome.status ?? 400) },
});
