import { describe, expect, it } from 'vitest';
import type { UsageReport } from '../../../lib/model/facts.ts';
import { AccountId } from '../../../lib/model/ids.ts';
import type { ImageFacts, SubjectState } from '../../../lib/model/image.ts';
import type { RemediationOptions } from '../../../lib/model/policy.ts';
import { deregister } from '../../../lib/remediation/actions/deregister.ts';
import { attributeFinding, contextOf, fault, IMAGE, known, NOW, REF, stateOf } from './samples.ts';

const report = (over: Partial<UsageReport> = {}): UsageReport => ({
  id: 'amiur-01',
  askedAt: '2026-11-22T10:00:00.000Z',
  state: 'available',
  reason: null,
  users: [],
  ...over,
});

const OLD: Partial<ImageFacts> = {
  createdAt: '2026-01-01T00:00:00.000Z',
  lastLaunchedAt: '2026-06-01T00:00:00.000Z',
};

/** Nobody uses it, everything was read, and the Recycle Bin would keep it for a week. */
const unused = (image: Partial<ImageFacts> = {}, more: Partial<SubjectState> = {}): SubjectState =>
  stateOf(
    { ...OLD, ...image },
    { references: known([]), usage: known([report()]), recycleBin: known({ days: 7 }), ...more },
  );

const hindrance = (state: SubjectState, options: RemediationOptions = {}) =>
  deregister.hindrance?.(contextOf('deregister', { state, options })) ?? null;

const no = (reason: string) => ({ reason, first: null, again: null });

describe('deregister', () => {
  const old = [attributeFinding('age', '2026-01-01T00:00:00.000Z')];
  const plan = (state: SubjectState, findings = old) =>
    deregister.plan(findings, contextOf('deregister', { state }));

  it('deregisters an image, available or disabled, and says how long it is kept where that is known', () => {
    expect(plan(unused())).toEqual([{ kind: 'registration', to: 'deregistered', keptDays: 7 }]);
    expect(plan(unused({ state: 'disabled' }, { recycleBin: known({ days: null }) }))).toEqual([
      { kind: 'registration', to: 'deregistered', keptDays: null },
    ]);
    expect(plan(stateOf(OLD))).toEqual([{ kind: 'registration', to: 'deregistered' }]);
  });

  it.each(['pending', 'failed', 'deregistered', 'unknown'] as const)(
    'leaves one alone that is %s',
    (state) => {
      expect(plan(unused({ state }))).toEqual([]);
    },
  );

  it('is not done for want of a deprecation date, without a finding, or unseen', () => {
    expect(plan(unused(), [attributeFinding('deprecation', null)])).toEqual([]);
    expect(plan(unused(), [])).toEqual([]);
    expect(plan({ ref: REF, observedAt: '' })).toEqual([]);
  });

  it('reads references, the use by others and the Recycle Bin before it', () => {
    expect(deregister.reads).toEqual(['image', 'references', 'usage', 'recycleBin']);
  });
});

describe('what keeps an image from being deregistered', () => {
  it('is nothing when all was read and says that nobody uses it', () => {
    expect(hindrance(unused())).toBeNull();
    expect(hindrance(unused({ lastLaunchedAt: null }))).toBeNull();
  });

  it.each(['enabled-with-cooldown', 'enabled-without-cooldown', 'disabled-in-cooldown'])(
    'deregistration protection %s',
    (deregistrationProtection) => {
      expect(hindrance(unused({ deregistrationProtection }))).toEqual(
        no(`Deregistration protection is on (${deregistrationProtection}).`),
      );
    },
  );

  it('a launch of the last 30 days, or the lack of the Recycle Bin, also where the policy says nothing of either', () => {
    const asked = (state: SubjectState) => deregister.hindrance?.(contextOf('deregister', { state }));
    expect(asked(unused())).toBeNull();
    expect(asked(unused({ lastLaunchedAt: '2026-11-23T09:00:00.000Z' }))).toEqual(
      no('It was last launched at 2026-11-23T09:00:00.000Z, less than 30 days ago.'),
    );
    expect(asked(unused({}, { recycleBin: known({ days: null }) }))).toMatchObject({ again: null });
  });

  it('not a protection that was never there', () => {
    expect(hindrance(unused({ deregistrationProtection: null }))).toBeNull();
  });

  it.each([
    ['its owner’s alias', { ownerAlias: 'aws-backup-vault' }],
    ['its name', { name: 'AwsBackup_i-0123456789abcdef0_x' }],
    ['its tags', { tags: { 'aws:backup:source-resource': 'i-0123456789abcdef0' } }],
  ] as const)('AWS Backup, by %s', (_, image) => {
    expect(hindrance(unused(image))).toEqual(
      no('AWS Backup made the image and looks after it: only AWS Backup may delete it.'),
    );
  });

  it('not another alias, name or tag', () => {
    expect(
      hindrance(unused({ ownerAlias: 'amazon', name: null, tags: { 'aws:cloudformation:x': 'y' } })),
    ).toBeNull();
  });

  it('a launch of the last 30 days, or of as long as the policy says', () => {
    expect(hindrance(unused({ lastLaunchedAt: '2026-10-24T10:00:00.000Z' }))).toBeNull();
    expect(hindrance(unused({ lastLaunchedAt: '2026-10-24T10:00:00.001Z' }))).toEqual(
      no('It was last launched at 2026-10-24T10:00:00.001Z, less than 30 days ago.'),
    );
    expect(
      hindrance(unused({ lastLaunchedAt: '2026-11-20T10:00:00.000Z' }), { notLaunchedFor: 86_400 }),
    ).toBeNull();
    expect(hindrance(unused(), { notLaunchedFor: 365 * 86_400 })).toEqual(
      no('It was last launched at 2026-06-01T00:00:00.000Z, less than 365 days ago.'),
    );
  });

  it('a time of launch or creation that AWS does not tell', () => {
    expect(hindrance(unused({ lastLaunchedAt: 'no time' }))).toEqual(
      no('It was last launched at no time, less than 30 days ago.'),
    );
    expect(hindrance(unused({ createdAt: null }))).toEqual(no('AWS does not say when it was made.'));
    expect(hindrance(unused({ createdAt: 'no time' }))).toEqual(no('AWS does not say when it was made.'));
  });

  it('its youth: of a new image the last launch is not known yet', () => {
    const createdAt = '2026-11-22T00:00:00.000Z';
    expect(hindrance(unused({ createdAt, lastLaunchedAt: null }))).toEqual(
      no('It was made at 2026-11-22T00:00:00.000Z, less than 30 days ago.'),
    );
    expect(hindrance(unused({ createdAt: '2026-10-24T10:00:00.000Z', lastLaunchedAt: null }))).toBeNull();
  });

  it('what refers to it in its account', () => {
    const references = ['arn:2', 'arn:1', 'arn:3'].map((arn) => ({
      resourceType: 'ec2:LaunchTemplate',
      arn,
    }));
    expect(hindrance(unused({}, { references: known(references) }))).toEqual(
      no('It is in use: arn:1 and 2 more refers to it.'),
    );
    expect(hindrance(unused({}, { references: known(references.slice(0, 1)) }))).toEqual(
      no('It is in use: arn:2 refers to it.'),
    );
  });

  it('other accounts that use it', () => {
    const user = (account: string, count: number) => ({
      account: AccountId.parse(account),
      resourceType: 'ec2:Instance',
      count,
    });
    const usage = known([
      report({ users: [user('444455556666', 2), user('012345678901', 1), user('777788889999', 0)] }),
    ]);
    expect(hindrance(unused({}, { usage }))).toEqual(
      no(
        'It is in use, by the report of 2026-11-22T10:00:00.000Z: 012345678901 (ec2:Instance: 1), 444455556666 (ec2:Instance: 2).',
      ),
    );
    expect(
      hindrance(unused({}, { usage: known([report({ users: [user('444455556666', 0)] })]) })),
    ).toBeNull();
  });

  it('the lack of a rule of the Recycle Bin, unless the policy allows that', () => {
    const state = unused({}, { recycleBin: known({ days: null }) });
    expect(hindrance(state)).toEqual(
      no(
        'It would be gone for good: no rule of the Recycle Bin matches it. The policy allows that by `withoutRecycleBin: true`.',
      ),
    );
    expect(hindrance(state, { withoutRecycleBin: false })).not.toBeNull();
    expect(hindrance(state, { withoutRecycleBin: true })).toBeNull();
  });
});

describe('what could not be looked at', () => {
  const sentence = (what: string, operation: string) =>
    `Nobody could look at ${what} (${operation} answered UnauthorizedOperation); what could not be looked at is taken for in use.`;

  it.each([
    ['image', 'the image itself', 'DescribeImages'],
    ['references', 'what in its account refers to it', 'DescribeImageReferences'],
    ['usage', 'its use by other accounts', 'DescribeImageUsageReports'],
    ['recycleBin', 'the rules of the Recycle Bin', 'ListRules'],
  ] as const)('is a no: %s', (fact, what, operation) => {
    const denied = { ...unused(), [fact]: fault(operation, 'UnauthorizedOperation') };
    expect(hindrance(denied)).toEqual(no(sentence(what, operation)));
    const unread = { ...unused(), [fact]: { kind: 'unread' as const } };
    expect(hindrance(unread)).toEqual(
      no(`Nobody has looked at ${what}; what was not looked at is taken for in use.`),
    );
    const absent = Object.fromEntries(Object.entries(unused()).filter(([name]) => name !== fact)) as unknown;
    expect(hindrance(absent as SubjectState)).toEqual(
      no(`Nobody has looked at ${what}; what was not looked at is taken for in use.`),
    );
  });

  it('is looked at again in an hour where AWS was only busy', () => {
    const busy = { ...unused(), references: fault('DescribeImageReferences', 'RequestLimitExceeded', true) };
    expect(hindrance(busy)).toMatchObject({ first: null, again: 3600 });
  });
});

describe('the report of other accounts’ use', () => {
  const since = '2026-11-20T10:00:00.000Z';
  const asks = {
    reason:
      'Nobody knows yet which other accounts use it: a report was asked for, and is looked at when AWS has made it.',
    first: { kind: 'usage-report', since },
    again: 21_600,
  };

  it('is asked for where there is none', () => {
    expect(hindrance(unused({}, { usage: known([]) }))).toEqual(asks);
  });

  it('may be three days old, and not a millisecond more', () => {
    expect(hindrance(unused({}, { usage: known([report({ askedAt: since })]) }))).toBeNull();
    const older = report({ askedAt: '2026-11-20T09:59:59.999Z' });
    expect(hindrance(unused({}, { usage: known([older]) }))).toEqual(asks);
  });

  it('is waited for while AWS makes it', () => {
    const pending = report({ state: 'pending', askedAt: '2026-11-23T04:00:00.000Z' });
    const older = report({ askedAt: '2026-11-01T00:00:00.000Z' });
    expect(hindrance(unused({}, { usage: known([pending, older]) }))).toEqual({
      reason:
        'AWS is making the report of its use by other accounts that was asked for at 2026-11-23T04:00:00.000Z.',
      first: null,
      again: 21_600,
    });
  });

  it('is the newest that is ready, whatever came before or is being made', () => {
    const user = { account: AccountId.parse('444455556666'), resourceType: 'ec2:Instance', count: 1 };
    const first = report({ id: '1', askedAt: '2026-11-21T00:00:00.000Z', users: [user] });
    const second = report({ id: '2', askedAt: '2026-11-22T00:00:00.000Z' });
    const pending = report({ id: '3', askedAt: '2026-11-23T00:00:00.000Z', state: 'pending' });
    expect(hindrance(unused({}, { usage: known([second, pending, first]) }))).toBeNull();
    expect(hindrance(unused({}, { usage: known([first, pending, second]) }))).toBeNull();
    const used = [
      { ...second, users: [user] },
      { ...first, users: [] },
    ];
    expect(hindrance(unused({}, { usage: known(used) }))).toMatchObject({ again: null });
  });

  it('that AWS could not make is a no, until it is too old to count', () => {
    const failed = report({ state: 'error', reason: 'try later', askedAt: '2026-11-22T00:00:00.000Z' });
    expect(hindrance(unused({}, { usage: known([failed]) }))).toEqual({
      reason:
        'AWS could not make the report of its use by other accounts that was asked for at 2026-11-22T00:00:00.000Z: try later.',
      first: null,
      again: 86_400,
    });
    expect(hindrance(unused({}, { usage: known([{ ...failed, reason: null }]) }))?.reason).toContain(
      'it does not say why',
    );
    const past = { ...failed, askedAt: '2026-11-01T00:00:00.000Z' };
    expect(hindrance(unused({}, { usage: known([past]) }))).toEqual(asks);
  });

  it('is asked for last: not of an image that something else keeps', () => {
    const kept = unused({ deregistrationProtection: 'enabled-with-cooldown' }, { usage: known([]) });
    expect(hindrance(kept)).toMatchObject({ first: null });
    const referred = unused(
      {},
      { usage: known([]), references: known([{ resourceType: 'ec2:Instance', arn: 'arn:1' }]) },
    );
    expect(hindrance(referred)).toMatchObject({ first: null });
    expect(hindrance(unused({}, { usage: known([]), recycleBin: known({ days: null }) }))).toMatchObject({
      first: null,
    });
  });
});

it('the samples are what they say', () => {
  expect(IMAGE.state).toBe('available');
  expect(NOW.toISOString()).toBe('2026-11-23T10:00:00.000Z');
});
