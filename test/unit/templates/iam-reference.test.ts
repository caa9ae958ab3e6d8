import { describe, expect, it } from 'vitest';
import { isOfKind, knowsKey, referencedAction } from './iam-reference.ts';
import { HUB, MEMBER } from './resolve.ts';
import { grantsOf, policedOf, policyOf, rolesOf, trustOf, type PolicyStatement } from './statements.ts';

/** Actions that are asked for everything though the reference knows resources for them, and why. */
const FOR_EVERYTHING: Readonly<Record<string, string>> = {
  'cloudwatch:GetMetricData':
    'its resource is a dataset, for queries in PromQL; metrics have no ARN that a statement could name',
  'servicequotas:GetServiceQuota':
    'the reference has its resource as optional; AWS evaluates it against no quota, and a denied read would count as unknown',
};

const all: readonly (readonly [where: string, PolicyStatement])[] = [HUB, MEMBER].flatMap((world) =>
  rolesOf(world).flatMap((role) =>
    grantsOf(world, role).map(
      (statement, index) => [`${role} ${statement.Sid ?? String(index)}`, statement] as const,
    ),
  ),
);
const trusts = [HUB, MEMBER].flatMap((world) => rolesOf(world).flatMap((role) => trustOf(world, role)));
const onThings = [HUB, MEMBER].flatMap((world) => policedOf(world).flatMap((id) => policyOf(world, id)));

it('there are roles on both sides, each with something to do', () => {
  expect(rolesOf(HUB).length).toBeGreaterThanOrEqual(4);
  expect(rolesOf(MEMBER)).toEqual(['ReaderRole', 'WriterRole', 'ForwardRole']);
  for (const world of [HUB, MEMBER])
    for (const role of rolesOf(world)) expect(grantsOf(world, role).length).toBeGreaterThan(0);
});

describe.each(all)('%s', (_, { Action, Resource: resources = [], Condition }) => {
  it('names actions that there are, by AWS’s service authorization reference', async () => {
    for (const action of Action) expect([action, await referencedAction(action)]).not.toEqual([action, null]);
  });

  it('names for each action a resource that it takes, and for each resource an action', async () => {
    const arns = resources.filter((resource) => resource !== '*');
    const taken = new Set<string>();
    for (const action of Action) {
      const kinds = (await referencedAction(action))?.arns ?? [];
      const fitting = arns.filter((resource) => kinds.some((kind) => isOfKind(resource, kind)));
      if (arns.length > 0) expect([action, fitting.length > 0]).toEqual([action, true]);
      for (const resource of fitting) taken.add(resource);
    }
    expect([...taken].sort()).toEqual([...new Set(arns)].sort());
  });

  it('is for everything only where nothing narrower is possible', async () => {
    if (!resources.includes('*')) return;
    for (const action of Action) {
      const known = await referencedAction(action);
      expect([action, known?.arns.length === 0 || action in FOR_EVERYTHING]).toEqual([action, true]);
    }
  });

  it('asks for conditions that each of its actions knows', async () => {
    const keys = Object.values(Condition).flatMap((operands) => Object.keys(operands));
    for (const action of Action) {
      const known = await referencedAction(action);
      for (const key of keys) {
        expect([action, key, known !== null && knowsKey(known, key)]).toEqual([action, key, true]);
      }
    }
  });
});

it('no statement takes an action by a wildcard', () => {
  expect(all.flatMap(([, { Action }]) => Action).filter((action) => action.includes('*'))).toEqual([]);
});

it('each exception is made use of', () => {
  const everywhere = new Set(
    all.filter(([, { Resource }]) => Resource?.includes('*')).flatMap(([, { Action }]) => Action),
  );
  expect(Object.keys(FOR_EVERYTHING).filter((action) => !everywhere.has(action))).toEqual([]);
});

it('what trusts and resources’ own policies name are actions that there are', async () => {
  const named = [...trusts, ...onThings].flatMap(({ Action }) => Action).filter((one) => !one.endsWith('*'));
  expect(named.length).toBeGreaterThan(6);
  for (const action of named) expect([action, await referencedAction(action)]).not.toEqual([action, null]);
});

it('a name that is wrong by a letter, and an ARN of another service, would be seen', async () => {
  expect(await referencedAction('ec2:DescribeImage')).toBeNull();
  expect(await referencedAction('ec3:DescribeImages')).toBeNull();
  const [queue = ''] = (await referencedAction('sqs:SendMessage'))?.arns ?? [];
  expect(isOfKind('arn:aws:sqs:us-east-1:111122223333:a', queue)).toBe(true);
  expect(isOfKind('arn:aws:sns:us-east-1:111122223333:a', queue)).toBe(false);
  const describe = await referencedAction('ec2:DescribeImages');
  expect(describe?.arns).toEqual([]);
  expect(describe !== null && knowsKey(describe, 'sts:ExternalId')).toBe(false);
});
