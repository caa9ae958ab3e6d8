import * as ec2 from '@aws-sdk/client-ec2';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WireServer } from '../../../../lib/sandbox/wire/server.ts';
import {
  AwsError,
  type CallContext,
  type FinishedCall,
  type ServiceDefinition,
} from '../../../../lib/sandbox/wire/service.ts';
import { openGates } from './open-gates.ts';

const REQUEST = '11111111-2222-4333-8444-555555555555';
const calls: FinishedCall[] = [];
let written: string[] = [];

const EC2: ServiceDefinition = {
  signingName: 'ec2',
  protocol: 'ec2Query',
  apiVersion: '2016-11-15',
  xmlNamespace: 'http://ec2.example.com/doc/2016-11-15/',
  schemas: ec2,
  operations: {
    ModifyImageAttribute: (input: ec2.ModifyImageAttributeRequest, context: CallContext) => {
      context.beforeWrite();
      written.push(input.ImageId ?? '');
    },
    DescribeImages: () => ({ Images: [] }),
    CreateTags: () => {
      throw new AwsError('InvalidID', "The ID 'x & <y>' is not valid");
    },
    DeleteTags: () => {
      throw new Error('a bug of a behaviour');
    },
  },
};

const SQS: ServiceDefinition = {
  signingName: 'sqs',
  protocol: 'awsJson1_0',
  apiVersion: '2012-11-05',
  xmlNamespace: '',
  schemas: sqs,
  operations: {
    GetQueueUrl: () => {
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    },
    SendMessage: () => ({}),
  },
};

const SNS: ServiceDefinition = {
  signingName: 'sns',
  protocol: 'awsQuery',
  apiVersion: '2010-03-31',
  xmlNamespace: 'http://sns.example.com/doc/2010-03-31/',
  schemas: sns,
  operations: {
    Publish: () => {
      throw new AwsError('NotFoundException', 'Topic does not exist');
    },
  },
};

const server = new WireServer(openGates(calls), () => REQUEST);
let endpoint = '';

const signed = (service: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=111122223333/20260301/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
});

const query = (service: string, parameters: Record<string, string>): Promise<Response> =>
  fetch(endpoint, { method: 'POST', headers: signed(service), body: new URLSearchParams(parameters) });

const json = (service: string, target: string, body: string): Promise<Response> =>
  fetch(endpoint, {
    method: 'POST',
    headers: { ...signed(service), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
    body,
  });

const ec2Error = (code: string, message: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors>` +
  `<RequestID>${REQUEST}</RequestID></Response>`;

beforeAll(async () => {
  for (const service of [EC2, SQS, SNS]) server.serve(service);
  endpoint = await server.listen(0);
});
afterAll(() => server.close());
beforeEach(() => {
  calls.length = 0;
  written = [];
});

describe('an EC2 request', () => {
  it('is answered as EC2 writes it', async () => {
    const answer = await query('ec2', { Action: 'ModifyImageAttribute', ImageId: 'ami-1' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-amzn-requestid')).toBe(REQUEST);
    expect(await answer.text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ModifyImageAttributeResponse xmlns="http://ec2.example.com/doc/2016-11-15/">' +
        `<requestId>${REQUEST}</requestId><return>true</return></ModifyImageAttributeResponse>`,
    );
    expect(written).toEqual(['ami-1']);
  });

  it('answers an empty list as an empty element', async () => {
    const answer = await query('ec2', { Action: 'DescribeImages' });
    expect(await answer.text()).toContain('<imagesSet/>');
  });

  it.each([
    [
      { Action: 'DescribeVpcs' },
      'The action DescribeVpcs is not valid for this web service: AWS has it, but this sandbox does not model it.',
    ],
    [
      { Action: 'MakeCoffee' },
      'The action MakeCoffee is not valid for this web service: there is no such operation.',
    ],
    [
      { Action: 'constructor' },
      'The action constructor is not valid for this web service: there is no such operation.',
    ],
  ])('is refused with InvalidAction for %j', async (parameters, message) => {
    const answer = await query('ec2', parameters);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe(ec2Error('InvalidAction', message));
  });

  it.each([
    [{}, 'MissingParameter', 'The request must contain the parameter ImageId'],
    [{ ImageId: 'ami-1', Shareable: 'x' }, 'UnknownParameter', 'The parameter Shareable is not recognized'],
    [
      { ImageId: 'ami-1', 'LaunchPermission.Add.1.Everybody': 'x' },
      'UnknownParameter',
      'The parameter LaunchPermission.Add.1.Everybody is not recognized',
    ],
    [
      { ImageId: 'ami-1', 'LaunchPermission.Add.First.Group': 'all' },
      'UnknownParameter',
      'The parameter LaunchPermission.Add.First is not recognized',
    ],
    [
      { ImageId: 'ami-1', DryRun: 'perhaps' },
      'InvalidParameterValue',
      'Invalid value for parameter DryRun: (perhaps) true or false is expected',
    ],
    [
      { 'ImageId.1': 'ami-1' },
      'InvalidParameterValue',
      'Invalid value for parameter ImageId: a single value is expected',
    ],
  ])('with %j is refused with %s', async (parameters, code, message) => {
    const answer = await query('ec2', { Action: 'ModifyImageAttribute', ...parameters });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe(ec2Error(code, message));
    expect(written).toEqual([]);
    expect(calls).toMatchObject([{ input: null, outcome: { kind: 'refused', error: { code } } }]);
  });

  it('with a word for a number is refused', async () => {
    const answer = await query('ec2', { Action: 'DescribeImages', MaxResults: 'ten' });
    expect(await answer.text()).toBe(
      ec2Error('InvalidParameterValue', 'Invalid value for parameter MaxResults: (ten) a number is expected'),
    );
  });

  it.each([{ Action: 'ModifyImageAttribute', ImageId: 'ami-1' }, { Action: 'DescribeImages' }])(
    'as a dry run of %j changes nothing and says that it would have succeeded',
    async (parameters) => {
      const answer = await query('ec2', { ...parameters, DryRun: 'true' });
      expect(answer.status).toBe(412);
      expect(await answer.text()).toBe(
        ec2Error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.'),
      );
      expect(written).toEqual([]);
      expect(calls).toMatchObject([{ outcome: { kind: 'refused', error: { code: 'DryRunOperation' } } }]);
    },
  );

  it('has its error message escaped', async () => {
    const answer = await query('ec2', {
      Action: 'CreateTags',
      'ResourceId.1': 'x',
      'Tag.1.Key': 'k',
      'Tag.1.Value': 'v',
    });
    expect(await answer.text()).toBe(ec2Error('InvalidID', "The ID 'x &amp; &lt;y&gt;' is not valid"));
  });

  it('that meets a bug of the sandbox is answered with 500 and the bug', async () => {
    const answer = await query('ec2', { Action: 'DeleteTags', 'ResourceId.1': 'x' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(/<Code>InternalError<\/Code>.*a bug of a behaviour/s);
  });

  it('may come as a presigned URL', async () => {
    const scope = '111122223333/20260301/us-east-1/ec2/aws4_request';
    const search = new URLSearchParams({
      Action: 'DescribeImages',
      Version: '2016-11-15',
      'X-Amz-Credential': scope,
    });
    const answer = await fetch(`${endpoint}/?${search.toString()}`);
    expect(answer.status).toBe(200);
  });
});

describe('a request of another protocol', () => {
  it('in JSON names the exception, and the query code that older clients know', async () => {
    const answer = await json('sqs', 'AmazonSQS.GetQueueUrl', '{"QueueName":"q"}');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
    expect(answer.headers.get('x-amzn-errortype')).toBe('QueueDoesNotExist');
    expect(await answer.json()).toEqual({
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      Message: 'The specified queue does not exist.',
    });
  });

  it('in Query has the code and status of the SDK’s error shape', async () => {
    const answer = await query('sns', { Action: 'Publish', Message: 'm' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="http://sns.example.com/doc/2010-03-31/">' +
        '<Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error>' +
        `<RequestId>${REQUEST}</RequestId></ErrorResponse>`,
    );
  });

  it.each([
    ['AmazonSQS.CreateQueue', '{"QueueName":"q"}', 'UnknownOperationException'],
    ['AmazonSQS.SendMessage', '{"QueueUrl":"u"}', 'ValidationException'],
    ['AmazonSQS.SendMessage', '{"QueueUrl":7,"MessageBody":"m"}', 'SerializationException'],
    ['AmazonSQS.SendMessage', '{"QueueUrl"', 'SerializationException'],
    ['AmazonSQS.SendMessage', '[]', 'SerializationException'],
  ])('%s with %s is refused with %s', async (target, body, code) => {
    const answer = await json('sqs', target, body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe(code);
  });
});

describe('a request to nobody', () => {
  it('unsigned is refused', async () => {
    const answer = await fetch(endpoint);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it('for a service that is not there names those that are', async () => {
    const answer = await query('rds', { Action: 'DescribeDBInstances' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe(
      ec2Error('UnknownService', 'This sandbox has no service rds; it serves ec2, sns, sqs.'),
    );
  });
});
