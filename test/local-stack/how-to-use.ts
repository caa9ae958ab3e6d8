import type { LocalStack } from './local-stack.ts';

/** What the stack is made of, and what to paste into another terminal. */
export const howToUse = ({ sandbox, receiver, functions, mappings }: LocalStack): string => {
  const aws = `aws --endpoint-url ${sandbox.endpoint}`;
  const image = 'ami-0aaaaaaaaaaaaaa01';
  const hub = sandbox.hub.queues;
  return [
    '',
    `AWS is at ${sandbox.endpoint}, the receiver of alerts (SNS, Slack) at ${receiver.url('sns').replace('/sns', '')}.`,
    '',
    ...[...functions.values()].map(
      ({ is }) => `  ${is.name}: ${is.handler}, ${String(is.memorySize)} MB, ${String(is.timeoutSeconds)} s`,
    ),
    ...mappings.map(
      ({ queueArn, functionName, batchSize }) =>
        `  ${queueArn.split(':').at(-1) ?? ''} -> ${functionName}, batches of ${String(batchSize)}`,
    ),
    '',
    'In another terminal:',
    '',
    '  export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1',
    `  ${aws} ec2 modify-image-attribute --image-id ${image} --launch-permission "Add=[{Group=all}]"`,
    '  # ... and within seconds it is private again; what is told appears here:',
    `  ${aws} ec2 describe-image-attribute --image-id ${image} --attribute launchPermission`,
    '',
    '  # what lies where, in the name of the hub:',
    '  export AWS_ACCESS_KEY_ID=999988887777',
    `  ${aws} sqs get-queue-attributes --attribute-names All --queue-url ${hub.url('ami-warden-dev-changes-dlq')}`,
    `  AWS_ENDPOINT_URL=${sandbox.endpoint} npx ami-warden journal --via ami-warden-dev`,
    `  AWS_ENDPOINT_URL=${sandbox.endpoint} npx ami-warden redrive --via ami-warden-dev`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
};
