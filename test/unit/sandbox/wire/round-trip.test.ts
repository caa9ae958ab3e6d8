import * as ec2 from '@aws-sdk/client-ec2';
import * as organizations from '@aws-sdk/client-organizations';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WireServer } from '../../../../lib/sandbox/wire/server.ts';
import type { Operation, ServiceDefinition } from '../../../../lib/sandbox/wire/service.ts';
import { operationShape } from '../../../../lib/sandbox/wire/shape.ts';
import { anyShape } from './any-shape.ts';
import { openGates } from './open-gates.ts';

interface Sender {
  send(command: unknown): Promise<object>;
  destroy(): void;
}

interface Subject {
  readonly service: ServiceDefinition;
  readonly operations: readonly string[];
  readonly client: (endpoint: string) => Sender;
}

const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
});

const namesOf = (schemas: object, pattern: RegExp): readonly string[] =>
  Object.entries(schemas)
    .filter(
      ([name, schema]) =>
        name.endsWith('$') && Array.isArray(schema) && schema[0] === 9 && pattern.test(name),
    )
    .map(([name]) => name.slice(0, -1));

const service = (
  signingName: string,
  protocol: ServiceDefinition['protocol'],
  schemas: ServiceDefinition['schemas'],
): ServiceDefinition => ({
  signingName,
  protocol,
  schemas,
  apiVersion: '2016-11-15',
  xmlNamespace: `http://${signingName}.example.com/doc/`,
  operations: {},
});

const SUBJECTS: readonly Subject[] = [
  {
    service: service('ec2', 'ec2Query', ec2),
    operations: namesOf(ec2, /Image|Snapshot|Tags|KeyPair|RunInstances\$|LaunchTemplate\$/),
    client: (endpoint) => new ec2.EC2Client(settings(endpoint)),
  },
  {
    service: service('sts', 'awsQuery', sts),
    operations: ['AssumeRole', 'GetCallerIdentity', 'GetAccessKeyInfo', 'GetSessionToken'],
    client: (endpoint) => new sts.STSClient(settings(endpoint)),
  },
  {
    service: service('sns', 'awsQuery', sns),
    operations: [
      'Publish',
      'PublishBatch',
      'CreateTopic',
      'ListTopics',
      'SetTopicAttributes',
      'GetTopicAttributes',
    ],
    client: (endpoint) => new sns.SNSClient(settings(endpoint)),
  },
  {
    service: service('sqs', 'awsJson1_0', sqs),
    operations: [
      'SetQueueAttributes',
      'GetQueueAttributes',
      'ListQueues',
      'ChangeMessageVisibility',
      'TagQueue',
    ],
    client: (endpoint) => new sqs.SQSClient({ ...settings(endpoint), useQueueUrlAsEndpoint: false }),
  },
  {
    service: service('organizations', 'awsJson1_1', organizations),
    operations: namesOf(organizations, /^(List|Describe)/),
    client: (endpoint) => new organizations.OrganizationsClient(settings(endpoint)),
  },
];

describe.each(SUBJECTS)(
  '$service.signingName over the wire',
  ({ service: definition, operations, client: connect }) => {
    let arrived: unknown;
    let answer: unknown;
    let client: Sender;
    const server = new WireServer(openGates(), () => '11111111-2222-4333-8444-555555555555');

    beforeAll(async () => {
      const behaviour: Operation = (input: object) => {
        arrived = input;
        return answer;
      };
      server.serve({
        ...definition,
        operations: Object.fromEntries(operations.map((name) => [name, behaviour])),
      });
      client = connect(await server.listen(0));
    });
    afterAll(async () => {
      client.destroy();
      await server.close();
    });

    it.each(operations)('%s: what the SDK sends arrives, and what is answered reaches it', async (name) => {
      const shape = operationShape(definition, name);
      const Command: unknown = definition.schemas[`${name}Command`];
      if (shape === null || typeof Command !== 'function') throw new Error(`the SDK has no ${name}`);
      const given = shape.input === null ? fc.constant({}) : anyShape(shape.input);
      const output = shape.output === null ? fc.constant({}) : anyShape(shape.output);
      await fc.assert(
        fc.asyncProperty(given, output, async (input, wanted) => {
          answer = wanted;
          const received = await client.send(Reflect.construct(Command, [input]));
          Reflect.deleteProperty(received, '$metadata');
          expect(arrived).toEqual(input);
          expect(received).toEqual(wanted);
        }),
        { numRuns: 3 },
      );
    });
  },
);
