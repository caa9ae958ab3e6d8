import { describe, expect, it } from 'vitest';
import { called, edited, routed } from './routed.ts';

const share = called('ModifyImageAttribute', { requestParameters: { imageId: 'ami-0aaaaaaaaaaaaaaa1' } });
const CHANGES = 'ami-warden-dev-changes';
const KEPT = 'ami-warden-dev-undelivered';

describe('the way of an event', () => {
  it("goes from a member's default bus to the hub's bus and its queue, unchanged", () => {
    const { router, bodies } = routed();
    router.publish('111122223333', 'eu-west-1', share);
    expect(bodies(CHANGES)).toEqual([share]);
    expect(router.counters).toEqual({
      published: 1,
      forwarded: 1,
      matched: 1,
      dropped: 0,
      lost: 0,
      deadLettered: 0,
    });
  });

  it('ends on the default bus when no rule is for it', () => {
    const { router, bodies } = routed();
    router.publish('111122223333', 'eu-west-1', called('TerminateInstances'));
    expect(bodies(CHANGES)).toEqual([]);
    expect(router.counters).toMatchObject({ published: 1, forwarded: 0, matched: 0, dropped: 1 });
  });

  it("includes the hub account's own images", () => {
    const { router, bodies } = routed();
    router.publish('999988887777', 'us-east-1', share);
    expect(bodies(CHANGES)).toEqual([share]);
  });

  it.each([
    ['an account of another organisation', '888877776666'],
    ['an account of none that is known', '012345678901'],
  ])("is refused by the hub's bus for %s, and kept in the sender's dead-letter queue", (_title, account) => {
    const { router, bodies, queues } = routed();
    router.publish(account, 'eu-west-1', share);
    expect(bodies(CHANGES)).toEqual([]);
    expect(bodies(KEPT, account, 'eu-west-1')).toEqual([share]);
    expect(router.counters).toMatchObject({ forwarded: 0, deadLettered: 1, dropped: 0 });
    expect(router.refusals).toEqual([
      {
        ruleArn: `arn:aws:events:eu-west-1:${account}:rule/ami-warden-dev-forward`,
        targetArn: 'arn:aws:events:us-east-1:999988887777:event-bus/ami-warden-dev',
        code: 'NO_PERMISSIONS',
      },
    ]);
    const [kept] = queues.byName(KEPT, account, 'eu-west-1')?.messages() ?? [];
    expect(kept?.attributes['ERROR_CODE']).toEqual({ type: 'String', text: 'NO_PERMISSIONS', bytes: null });
  });

  it('goes no further than one hop', () => {
    const onward = [
      '        Targets:',
      '          - Id: onward',
      "            Arn: !Sub 'arn:aws:events:eu-west-1:${AWS::AccountId}:event-bus/ami-warden-dev'",
      '            RoleArn: arn:aws:iam::999988887777:role/forward',
      '          - Id: changes',
    ].join('\n');
    const { router, bodies } = routed(edited('hub', / {8}Targets:\n {10}- Id: changes/, onward));
    router.publish('111122223333', 'eu-west-1', share);
    expect(router.refusals.map(({ code }) => code)).toEqual(['THIRD_BUS']);
    expect(bodies(CHANGES)).toEqual([share]);
  });
});

describe('a mistake in our own templates shows', () => {
  it.each([
    [
      "the member's pattern",
      edited('member', 'source: [aws.ec2]', 'source: [aws.ecs]'),
      { forwarded: 0, matched: 0, dropped: 1 },
    ],
    [
      "the hub's pattern",
      edited('hub', 'source: [aws.ec2]', 'source: [aws.ecs]'),
      { forwarded: 1, matched: 0, dropped: 1 },
    ],
    [
      'a disabled rule',
      edited('member', 'Name: !Sub ami-warden-${Stage}-forward', 'Name: x\n      State: DISABLED'),
      { forwarded: 0, matched: 0, dropped: 1 },
    ],
    [
      'a bus of another name',
      edited('hub', 'Name: ami-warden-${sls:stage}\n', 'Name: ami-warden\n'),
      { forwarded: 0, deadLettered: 1 },
    ],
    [
      'a bus that lets in another organisation',
      edited('hub', 'aws:PrincipalOrgID: !Ref OrganizationId', 'aws:PrincipalOrgID: o-partner1234'),
      { forwarded: 0, deadLettered: 1 },
    ],
    [
      'a rule without a role for a bus that trusts the organisation',
      edited('member', /RoleArn: !GetAtt ForwardRole.Arn/, ''),
      { forwarded: 0, deadLettered: 1 },
    ],
    [
      'a queue that does not let EventBridge send, nor its dead-letter queue',
      edited(
        'hub',
        'Principal: { Service: events.amazonaws.com }',
        'Principal: { Service: sns.amazonaws.com }',
      ),
      { forwarded: 1, matched: 1, deadLettered: 0, dropped: 1 },
    ],
    [
      'a queue whose policy forgets it, with a dead-letter queue that does not',
      edited(
        'hub',
        'Resource: [!GetAtt ChangesQueue.Arn, !GetAtt ChangesDeadLetters.Arn]',
        'Resource: !GetAtt ChangesDeadLetters.Arn',
      ),
      { forwarded: 1, matched: 1, deadLettered: 1, dropped: 0 },
    ],
  ])('%s', (_title, change, counters) => {
    const { router, bodies } = routed(change);
    router.publish('111122223333', 'eu-west-1', share);
    expect(bodies(CHANGES)).toEqual([]);
    expect(router.counters).toMatchObject(counters);
  });

  it('as an error at once, when the pattern itself is wrong', () => {
    const change = edited('member', 'source: [aws.ec2]', 'source: aws.ec2');
    expect(() => routed(change)).toThrow('event pattern at source: values stand in a list: ["value"]');
  });
});

describe('events on their way', () => {
  it('are lost, doubled and late as the plan says', () => {
    const plans = [[], [0, 2_000], [60_000]];
    const { router, bodies, clock } = routed(undefined, () => plans.shift() ?? [0]);
    for (const imageId of ['lost', 'doubled', 'late']) {
      router.publish('111122223333', 'eu-west-1', called('CreateImage', { requestParameters: { imageId } }));
    }
    const seen = () =>
      bodies(CHANGES).map((body) => /"imageId":"(\w+)"/.exec(JSON.stringify(body))?.[1] ?? '');
    expect(seen()).toEqual(['doubled']);
    clock.advance(2_000);
    expect(seen()).toEqual(['doubled', 'doubled']);
    clock.advance(58_000);
    expect(seen()).toEqual(['doubled', 'doubled', 'late']);
    expect(router.counters).toMatchObject({ published: 3, lost: 1, dropped: 1, matched: 3 });
  });

  it('cannot be changed by the one who published them', () => {
    const { router, bodies, clock } = routed(undefined, () => [1_000]);
    const event = { ...share, detail: { eventSource: 'ec2.amazonaws.com', eventName: 'CreateImage' } };
    router.publish('111122223333', 'eu-west-1', event);
    event.detail.eventName = 'RunInstances';
    clock.advance(1_000);
    expect(bodies(CHANGES)).toMatchObject([{ detail: { eventName: 'CreateImage' } }]);
  });
});
