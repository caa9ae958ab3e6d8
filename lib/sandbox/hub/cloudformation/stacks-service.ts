import * as schemas from '@aws-sdk/client-cloudformation';
import type { DescribeStacksInput, DescribeStacksOutput } from '@aws-sdk/client-cloudformation';
import { AwsError, type CallContext, type ServiceDefinition } from '../../wire/service.ts';

/** A stack as it is told of. */
interface ToldStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly outputs: ReadonlyMap<string, string>;
}

/** CloudFormation, as far as it tells of the hub's stack. */
export const stacksService = (stack: ToldStack): ServiceDefinition => {
  const { name, account, region, createdAt, outputs } = stack;
  const arn = `arn:aws:cloudformation:${region}:${account}:stack/${name}/0aaaaaaa-0000-4000-8000-000000000000`;
  return {
    signingName: 'cloudformation',
    protocol: 'awsQuery',
    apiVersion: '2010-05-15',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    schemas,
    operations: {
      DescribeStacks: (
        { StackName: wanted }: DescribeStacksInput,
        context: CallContext,
      ): DescribeStacksOutput => {
        const isHere = context.caller.account === account && context.region === region;
        const isMeant = wanted === undefined || wanted === name || wanted === arn;
        if (wanted !== undefined && !(isHere && isMeant)) {
          throw new AwsError('ValidationError', `Stack with id ${wanted} does not exist`);
        }
        if (!isHere) return { Stacks: [] };
        return {
          Stacks: [
            {
              StackId: arn,
              StackName: name,
              CreationTime: createdAt,
              StackStatus: 'CREATE_COMPLETE',
              Outputs: [...outputs].map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
            },
          ],
        };
      },
    },
  };
};
