import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startInProcess } from '../local-stack/in-process-stack.ts';
import type { LocalStack } from '../local-stack/local-stack.ts';
import { sdkOffender } from '../local-stack/offender.ts';
import type { Packaged } from '../local-stack/packaged-templates.ts';
import { playScenario } from '../local-stack/scenario.ts';
import { freshPackage } from './lambda-runtime/fresh-package.ts';

let stack: LocalStack | null = null;

beforeAll(freshPackage, 200_000);

afterEach(async () => {
  await stack?.stop();
  stack = null;
});

/** Deploys the packaged template, spoiled in one place, and lives through a day; answers what was noticed. */
const noticed = async (spoil?: (template: Packaged) => void): Promise<readonly string[]> => {
  try {
    stack = await startInProcess(spoil);
  } catch (error) {
    return [`not deployed: ${String(error)}`];
  }
  const offender = sdkOffender(stack.sandbox.endpoint);
  const problems = await playScenario(stack, offender);
  await offender.close();
  return problems;
};

it('the template that is deployed carries an offence to its end, in three accounts and two regions', async () => {
  expect(await noticed()).toEqual([]);
});

type Properties = Record<string, unknown>;

const propertiesOf = (template: Packaged, id: string): Properties => {
  const properties = template.Resources[id]?.Properties;
  if (properties === undefined) throw new Error(`the template has no ${id}`);
  return properties;
};

const variablesOf = (template: Packaged, id: string): Properties =>
  (propertiesOf(template, id)['Environment'] as { readonly Variables: Properties }).Variables;

const statementsOf = (template: Packaged, role: string): readonly Properties[] => {
  const [policy] = propertiesOf(template, role)['Policies'] as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Properties[] };
  }[];
  return policy?.PolicyDocument.Statement ?? [];
};

/** The statement of a role's policy that has this Sid. */
const statementOf = (template: Packaged, role: string, sid: string): Properties => {
  const statement = statementsOf(template, role).find((one) => one['Sid'] === sid);
  if (statement === undefined) throw new Error(`${role} has no statement ${sid}`);
  return statement;
};

const targetOf = (template: Packaged, rule: string): Properties => {
  const [target] = propertiesOf(template, rule)['Targets'] as readonly Properties[];
  if (target === undefined) throw new Error(`${rule} has no target`);
  return target;
};

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const GUARD_MAPPING = 'GuardEventSourceMappingSQSChangesQueue';
const NOTIFY_MAPPING = 'NotifyEventSourceMappingSQSNoticesQueue';

/** What is spoiled, how, and a part of what has to be said of it. */
const SPOILED: readonly (readonly [what: string, said: string, spoil: (template: Packaged) => void])[] = [
  [
    'a rule that sends to another queue',
    'is shared with',
    (template) => {
      targetOf(template, 'ChangesRule')['Arn'] = arnOf('PlansQueue');
    },
  ],
  [
    'a queue policy that lets one of two rules in',
    'refused an event: NO_PERMISSIONS',
    (template) => {
      const document = propertiesOf(template, 'QueuePolicy')['PolicyDocument'] as {
        readonly Statement: readonly Properties[];
      };
      for (const statement of document.Statement) {
        statement['Condition'] = { ArnEquals: { 'aws:SourceArn': arnOf('ChangesRule') } };
      }
    },
  ],
  [
    'a bus that takes events of another organisation',
    'refused an event: NO_PERMISSIONS',
    (template) => {
      const statement = propertiesOf(template, 'BusPolicy')['Statement'] as Properties;
      statement['Condition'] = { StringEquals: { 'aws:PrincipalOrgID': 'o-partner1234' } };
    },
  ],
  [
    'a function without one of its variables',
    'is shared with',
    (template) => {
      delete variablesOf(template, 'GuardLambdaFunction')['PLANS_QUEUE_URL'];
    },
  ],
  [
    'a variable that names another queue',
    'is shared with',
    (template) => {
      variablesOf(template, 'GuardLambdaFunction')['PLANS_QUEUE_URL'] = { Ref: 'ChangesQueue' };
    },
  ],
  [
    'notices that go to another queue',
    'nothing came over SNS',
    (template) => {
      variablesOf(template, 'RemediateLambdaFunction')['NOTICES_QUEUE_URL'] = { Ref: 'RequestsQueue' };
    },
  ],
  [
    'an environment that refers to what there is not',
    'not deployed',
    (template) => {
      variablesOf(template, 'NotifyLambdaFunction')['EVENT_BUS_NAME'] = { Ref: 'Buss' };
    },
  ],
  [
    'a role without a right on one of its queues',
    'is shared with',
    (template) => {
      statementOf(template, 'GuardRole', 'send')['Resource'] = [arnOf('ChangesQueue'), arnOf('NoticesQueue')];
    },
  ],
  [
    'a role whose right is on another table',
    'is shared with',
    (template) => {
      statementOf(template, 'GuardRole', 'journal')['Resource'] = 'arn:aws:dynamodb:*:*:table/other';
    },
  ],
  [
    'a role that may not take from its own queue',
    'does not have permissions to call sqs:DeleteMessage',
    (template) => {
      statementOf(template, 'NotifyRole', 'take')['Action'] = ['sqs:ReceiveMessage'];
    },
  ],
  [
    'a policy object of another name',
    'is shared with',
    (template) => {
      variablesOf(template, 'GuardLambdaFunction')['POLICY_KEY'] = 'policies.json';
    },
  ],
  [
    'a mapping that is switched off',
    'nothing came over SNS',
    (template) => {
      propertiesOf(template, NOTIFY_MAPPING)['Enabled'] = false;
    },
  ],
  [
    'a mapping to another function',
    'does not have permissions to call sqs:ReceiveMessage',
    (template) => {
      propertiesOf(template, GUARD_MAPPING)['FunctionName'] = arnOf('NotifyLambdaFunction');
    },
  ],
  [
    'a batch of a FIFO queue that is larger than Lambda takes',
    'not deployed',
    (template) => {
      propertiesOf(template, NOTIFY_MAPPING)['BatchSize'] = 11;
    },
  ],
  [
    'a filter that lets nothing through',
    'is shared with',
    (template) => {
      const pattern = JSON.stringify({ body: { source: ['aws.ebs'] } });
      propertiesOf(template, GUARD_MAPPING)['FilterCriteria'] = { Filters: [{ Pattern: pattern }] };
    },
  ],
  [
    'a queue that shows messages again before its function is done',
    'hidden for less than',
    (template) => {
      propertiesOf(template, 'PlansQueue')['VisibilityTimeout'] = 30;
    },
  ],
  [
    'failures of single records that nobody looks at',
    'the dead-letter queues hold {}',
    (template) => {
      delete propertiesOf(template, GUARD_MAPPING)['FunctionResponseTypes'];
    },
  ],
  [
    'a tick without a group for its FIFO queue',
    'not deployed',
    (template) => {
      delete targetOf(template, 'TickRule')['SqsParameters'];
    },
  ],
  [
    'a queue policy that keeps the tick out',
    'a schedule was refused',
    (template) => {
      const document = propertiesOf(template, 'NoticesQueuePolicy')['PolicyDocument'] as {
        readonly Statement: readonly Properties[];
      };
      for (const statement of document.Statement) {
        statement['Condition'] = { ArnEquals: { 'aws:SourceArn': arnOf('ChangesRule') } };
      }
    },
  ],
  [
    'a state machine that may not call its worker',
    'ami-warden-dev-sweep: Error',
    (template) => {
      for (const statement of statementsOf(template, 'SweepMachineRole')) {
        if ([statement['Action']].flat().includes('lambda:InvokeFunction')) {
          statement['Resource'] = arnOf('CoverageLambdaFunction');
        }
      }
    },
  ],
  [
    'clicks that go to a queue that the function may not send to',
    'what was taken away did not come back',
    (template) => {
      statementOf(template, 'SlackRole', 'ask')['Resource'] = arnOf('PlansQueue');
    },
  ],
];

describe('what is wrong in the template shows', () => {
  it.each(SPOILED)('%s', async (_, said, spoil) => {
    expect((await noticed(spoil)).join('\n')).toContain(said);
  });
});
