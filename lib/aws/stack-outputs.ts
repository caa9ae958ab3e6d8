import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Fault } from '../model/fault.ts';
import { asFault } from './faults.ts';

/** The outputs of a CloudFormation stack, by name. `stack`: its name or ARN. Rejects with `Fault`, also when there is no such stack here. */
export const stackOutputs = async (
  client: CloudFormationClient,
  stack: string,
): Promise<ReadonlyMap<string, string>> => {
  const command = new DescribeStacksCommand({ StackName: stack });
  const { Stacks } = await asFault('DescribeStacks', client.send(command));
  const [found] = Stacks ?? [];
  if (found === undefined) {
    throw new Fault('DescribeStacks', 'NotFound', `there is no stack ${stack} here`, { retryable: false });
  }
  return new Map(
    (found.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
  );
};
