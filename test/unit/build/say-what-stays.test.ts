import { expect, it } from 'vitest';
import { SayWhatStays, stayingOf } from '../../../build/say-what-stays.ts';
import { hub } from '../templates/templates.ts';

it('names what the template leaves behind when the stack goes, and nothing that goes with it', () => {
  expect(stayingOf(hub.resources.Resources)).toEqual([
    'AWS::KMS::Key DataKey',
    'AWS::DynamoDB::Table ami-warden-${sls:stage}-journal',
    'AWS::DynamoDB::Table ami-warden-${sls:stage}-inventory',
    'AWS::S3::Bucket ami-warden-${sls:stage}-policy-${AWS::AccountId}',
    'AWS::S3::Bucket ami-warden-${sls:stage}-sweeps-${AWS::AccountId}',
  ]);
});

it('says so once the stack is removed, and never before', () => {
  const said: string[] = [];
  const Resources = {
    Kept: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { BucketName: { 'Fn::Sub': 'kept-${AWS::AccountId}' } },
    },
    Gone: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'gone' } },
  };
  const serverless = {
    service: { resources: { Resources } },
    getProvider: () => ({ accountId: '999988887777' }),
  };
  const tools = { log: { notice: (text: string) => said.push(text) } };
  const { hooks } = new SayWhatStays(serverless, {}, tools);
  expect([Object.keys(hooks), said]).toEqual([['after:remove:remove'], []]);
  hooks['after:remove:remove']?.();
  expect(said).toEqual([
    'These stay (docs/deploy.md tells how to delete them):\n  AWS::S3::Bucket kept-999988887777',
  ]);
});
