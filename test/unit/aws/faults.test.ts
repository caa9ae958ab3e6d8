import { describe, expect, it } from 'vitest';
import { asFault, errorCode, toFault } from '../../../lib/aws/faults.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { awsError } from './mocks.ts';

describe('what an AWS call threw, as a fault', () => {
  it.each([
    ['RequestLimitExceeded', 503, true],
    ['RequestLimitExceeded', 400, true],
    ['ThrottlingException', 400, true],
    ['TooManyRequestsException', 400, true],
    ['ProvisionedThroughputExceededException', 400, true],
    ['InternalError', 500, true],
    ['SomethingNew', 500, true],
    ['SomethingNew', 429, true],
    ['ExpiredToken', 400, true],
    ['TimeoutError', 0, true],
    ['UnauthorizedOperation', 403, false],
    ['AuthFailure', 401, false],
    ['InvalidAMIID.Malformed', 400, false],
    ['SomethingNew', 400, false],
  ])('%s with status %i: retryable %s', (code, status, retryable) => {
    const fault = toFault('DescribeImages', awsError(code, 'no', status));
    expect(fault).toMatchObject({ operation: 'DescribeImages', code, retryable });
    expect(fault.message).toBe(`DescribeImages: ${code}: no`);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT'])('%s of a socket is retryable', (code) => {
    const fault = toFault('Publish', Object.assign(new Error('connect'), { code }));
    expect(fault).toMatchObject({ code, retryable: true });
  });

  it('takes the word of the SDK on what is retryable', () => {
    const error = Object.assign(awsError('Odd', 'no'), { $retryable: { throttling: true } });
    expect(toFault('Publish', error).retryable).toBe(true);
  });

  it.each([
    [
      'You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ec2:ModifyImageAttribute. Encoded authorization failure message: Zm9v-_bar+/AbC9=',
      'You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ec2:ModifyImageAttribute.',
    ],
    [
      'Access Denied (Service: Ssm; Status Code: 400; Request ID: 5d3c-11; Proxy: null)',
      'Access Denied (Service: Ssm; Status Code: 400; Proxy: null)',
    ],
    ['Slower (request id: 5d3c-11)', 'Slower'],
    ['Slower, RequestId: 5d3c-11', 'Slower'],
    ['The request identifies nobody: x', 'The request identifies nobody: x'],
  ])('says the same of the same denial: %s', (message, lasting) => {
    const error = awsError('UnauthorizedOperation', message, 403);
    const fault = toFault('ModifyImageAttribute', error);
    expect(fault.message).toBe(`ModifyImageAttribute: UnauthorizedOperation: ${lasting}`);
    expect(fault.cause).toBe(error);
  });

  it('keeps the error as its cause', () => {
    const error = awsError('AccessDenied', 'no', 403);
    expect(toFault('Publish', error).cause).toBe(error);
  });

  it('leaves a fault as it is', () => {
    const fault = new Fault('AssumeRole', 'AccessDenied', 'no', { retryable: false });
    expect(toFault('DescribeImages', fault)).toBe(fault);
  });

  it('has a code for what is no error at all', () => {
    expect(errorCode('boom')).toBe('Unknown');
    expect(toFault('Publish', 'boom')).toMatchObject({ code: 'Unknown', retryable: false });
    expect(toFault('Publish', 'boom').message).toBe('Publish: Unknown: boom');
  });

  it('lets an answer through', async () => {
    await expect(asFault('Publish', Promise.resolve(7))).resolves.toBe(7);
    await expect(asFault('Publish', Promise.reject(awsError('Odd', 'no')))).rejects.toMatchObject({
      operation: 'Publish',
      code: 'Odd',
    });
  });
});
