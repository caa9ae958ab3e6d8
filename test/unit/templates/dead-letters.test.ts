import { expect, test } from 'vitest';
import { ownTemplates } from '../../../lib/sandbox/hub/own-templates.ts';
import { deployStack } from '../../../lib/sandbox/routing/stack.ts';
import { readTemplate } from '../../../lib/sandbox/routing/template.ts';

test('`redrive` is told of every queue that keeps dead letters, and of no other', () => {
  const { name, text } = ownTemplates().hub;
  const { queues, outputs } = deployStack(readTemplate(name, text), {
    account: '999988887777',
    region: 'us-east-1',
    stage: 'dev',
    parameters: { OrganizationId: 'o-exampleorg1', ExternalId: 'ami-warden-example' },
  });
  const told = (outputs.get('DeadLetterQueues') ?? '').split(',').map((url) => url.split('/').at(-1));
  const dead = queues.flatMap(({ redrive }) => redrive?.targetArn.split(':').at(-1) ?? []);
  expect(told.toSorted()).toEqual(dead.toSorted());
  expect(told).toHaveLength(4);
});
