import { expect, test } from 'vitest';
import { forReport } from '../../../../lib/app/sweep/judges.ts';
import type { PlanMessage } from '../../../../lib/ports/queues.ts';
import { examplePolicy } from './policy.ts';
import { give, imageId, PLACE, PUBLIC, refOf, stands } from './stand.ts';

const stand = stands();
const policy = (rules: string) =>
  examplePolicy(`
version: 1
rules:
${rules}
notify: { default: { slack: '#cloud-security' } }
`);

test('what a rule enforces is planned at every sweep until it is done, as by an event', async () => {
  const estate = stand(policy('  public-sharing: { mode: enforce }'));
  give(estate, 1, { permission: [PUBLIC], encrypted: false });
  const plans: PlanMessage[] = [];
  const { queues } = estate.ports;
  const ports = {
    queues: {
      ...queues,
      sendPlan: (message: PlanMessage) => {
        plans.push(message);
        return Promise.resolve();
      },
    },
  };
  await estate.sweep('first', {}, ports);
  await estate.pass(60);
  await estate.sweep('second', {}, ports);
  expect(plans.map(({ ref, cause }) => [ref, cause.event, cause.eventId])).toEqual([
    [refOf(1), 'Sweep', 'first'],
    [refOf(1), 'Sweep', 'second'],
  ]);
  const plan = await estate.ports.journal.plan(refOf(1), plans[0]?.planId ?? '');
  expect(plan?.actions.map(({ action }) => action)).toEqual(['revoke-public']);
});

test('what refers to an image is asked only where it decides', async () => {
  const estate = stand(policy('  age: { mode: notify, maxAge: none, unusedFor: 30d }'));
  for (const number of [1, 2]) give(estate, number, { tags: { Name: 'old' } });
  await estate.pass(60);
  estate.clock.advance(40 * 86_400_000);
  give(estate, 3);
  estate.call('RunInstances', { ImageId: imageId(2), MinCount: 1, MaxCount: 1 });
  await estate.pass(60);
  estate.asked.length = 0;
  await estate.sweep('first');
  expect(estate.asked.filter((one) => one.startsWith('DescribeImageReferences'))).toHaveLength(1);
  expect((await estate.open()).map((line) => line.split(' ')[1])).toEqual([imageId(1)]);
});

test('what refers to images that are read by themselves is asked for ten of them at a time', async () => {
  const estate = stand(
    policy('  age: { mode: notify, maxAge: none, unusedFor: 30d }\n  sharing: { mode: notify }'),
  );
  for (let number = 1; number <= 40; number += 1) give(estate, number);
  estate.clock.advance(40 * 86_400_000);
  estate.asked.length = 0;
  const { record } = await estate.sweep('report', { judge: forReport(() => undefined) });
  expect(record).toMatchObject({ permissionsRead: 40, gapCount: 0 });
  expect(estate.asked.filter((one) => one.startsWith('DescribeImageReferences'))).toHaveLength(4);
});

test('where an image comes from is asked once', async () => {
  const estate = stand(policy("  provenance: { mode: notify, ancestorOwners: ['amazon'] }"));
  give(estate, 1);
  for (const id of ['first', 'second']) {
    await estate.sweep(id);
    await estate.pass(30 * 86_400);
  }
  expect(estate.asked.filter((one) => one.startsWith('GetImageAncestry'))).toEqual([
    `GetImageAncestry ${imageId(1)}`,
  ]);
});

test('instances are judged with the images that they run from, and those that ended are closed', async () => {
  const estate = stand(policy("  launch: { mode: notify, owners: ['amazon'] }"));
  give(estate, 1);
  estate.fates = () => [];
  estate.call('RunInstances', { ImageId: imageId(1), MinCount: 2, MaxCount: 2 });
  await estate.pass(60);
  await estate.sweep('first');
  const [first, second] = await estate.records();
  expect([first, second].map((record) => record?.finding.detail)).toEqual([
    { kind: 'launch', image: imageId(1), owner: PLACE.account },
    { kind: 'launch', image: imageId(1), owner: PLACE.account },
  ]);
  const gone = first?.finding.ref;
  if (gone === undefined || !('instance' in gone)) throw new Error('no instance');
  const { world } = estate.ec2;
  const stored = world.instances.get(gone.instance);
  if (stored !== null) world.instances.place({ ...stored, state: 'terminated' });
  await estate.pass(60);
  estate.asked.length = 0;
  await estate.sweep('second');
  expect((await estate.records()).map(({ finding }) => finding.ref)).toEqual([second?.finding.ref]);
});

test('guard rails are read once, judged and kept', async () => {
  const estate = stand(policy('  guardrails: { mode: notify, imageBlockPublicAccess: block-new-sharing }'));
  await estate.sweep('first');
  const { value } = await estate.ports.inventory.place(PLACE);
  expect(value.guardrails.imageBlockPublicAccess?.value).toMatchObject({ managedBy: 'account' });
  expect(estate.asked.filter((one) => one === 'GetImageBlockPublicAccessState')).toHaveLength(1);
});

test('rechecks of many images at the end of one grace are spread out', async () => {
  const estate = stand(policy('  required-tags: { mode: notify, grace: 30m, tags: { Owner: true } }'));
  for (let number = 1; number <= 30; number += 1) give(estate, number, { tags: {} });
  const due: number[] = [];
  const began = estate.clock.now().getTime();
  const { queues } = estate.ports;
  const ports = {
    queues: {
      ...queues,
      sendRecheck: (_ref: unknown, dueAt: string) => {
        due.push((Date.parse(dueAt) - began) / 1000 - 1_800);
        return Promise.resolve();
      },
    },
  };
  await estate.sweep('first', { share: 0.5 }, ports);
  expect(due).toHaveLength(30);
  expect([due[0], due[4], due[5], due[29]]).toEqual([0, 0, 1, 5]);
  expect((await estate.records()).every(({ status }) => status === 'pending')).toBe(true);
});
