import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runPlan } from '../../../../lib/cli/policy/plan/run.ts';
import { inventoryOf, OBSERVED, subject } from '../inventory-file/lines-of-states.ts';
import { capturedIo } from './captured-io.ts';
import { folderOf } from './folder.ts';

const NOW = new Date('2026-09-01T12:00:00.000Z');
const OLD = `version: 1
mode: enforce
rules:
  public-sharing: {}
  sharing: { allow: { orgs: [self], accounts: ['444455556666'] } }
`;
const NEW = `version: 1
mode: enforce
rules:
  public-sharing: {}
  sharing: { allow: { orgs: [self] } }
  naming: { mode: audit, pattern: '^app-' }
`;

const place = { account: '222233334444', region: 'eu-west-1' };
const image = (id: string, more: object = {}) =>
  subject({ ...place, image: { id: `ami-${id.repeat(17)}`, name: 'app-1', ...more } });

const ESTATE = inventoryOf([
  image('1', { launchPermission: ['444455556666', '333344445555'] }),
  image('2', { launchPermission: ['012345678901'] }),
  image('3', { name: 'other' }),
  image('4'),
]);

const FILES = { 'old.yaml': OLD, 'new.yaml': NEW, 'inventory.jsonl': ESTATE };

const plan = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  flags: Readonly<Record<string, unknown>>,
  stdin = '',
) => {
  const path = folderOf(files);
  const paths = Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [
      flag,
      Array.isArray(value)
        ? value.map((name: string) => path(name))
        : flag === 'inventory' && value !== '-'
          ? path(String(value))
          : value,
    ]),
  );
  const { io, out, err } = capturedIo({ stdin });
  const code = await runPlan(paths, io, NOW);
  return { code, out: out(), err: err() };
};

interface PlanJson {
  readonly changes: readonly {
    readonly ref: { readonly image?: string };
    readonly rule: string;
    readonly change: string;
  }[];
  readonly events: readonly {
    readonly rule: string;
    readonly change: string;
    readonly event: { readonly id: string };
  }[];
  readonly inventory: Record<string, unknown>;
  readonly pastEvents: Record<string, unknown>;
}
const json = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  flags: Readonly<Record<string, unknown>>,
) => {
  const { code, out } = await plan(files, { ...flags, output: 'json' });
  return { code, told: JSON.parse(out) as PlanJson };
};

const BOTH = { policy: ['new.yaml'], against: ['old.yaml'], inventory: 'inventory.jsonl' };

describe('policy plan', () => {
  test('tells per rule and account what newly fails and what fails still', async () => {
    const { code, told } = await json(FILES, BOTH);
    expect(code).toBe(2);
    expect(told.inventory).toMatchObject({
      judged: 4,
      rules: [
        {
          rule: 'naming',
          account: '222233334444',
          accountName: 'web-prod',
          newlyFailing: 1,
          stillFailing: 0,
        },
        {
          rule: 'sharing',
          account: '222233334444',
          accountName: 'web-prod',
          newlyFailing: 1,
          stillFailing: 1,
          stillOtherwise: 0,
        },
      ],
    });
    expect(told.changes.map(({ ref, rule, change }) => [ref.image, rule, change])).toEqual([
      ['ami-11111111111111111', 'sharing', 'newly-failing'],
      ['ami-22222222222222222', 'sharing', 'still-failing'],
      ['ami-33333333333333333', 'naming', 'newly-failing'],
    ]);
  });

  test('tells what enforce would do, whom it would take the image from, and what of that is new', async () => {
    const { told } = await json(FILES, BOTH);
    expect(told.inventory['enforce']).toEqual([
      {
        action: 'revoke-unlisted',
        rule: 'sharing',
        subjects: 2,
        newly: 1,
        limitPerHour: 50,
        writes: ['launch-permission'],
        principals: [
          { principal: 'account/012345678901', subjects: 1 },
          { principal: 'account/444455556666', subjects: 1 },
        ],
      },
    ]);
    expect(told.inventory['hit']).toEqual({
      accounts: [{ account: '222233334444', accountName: 'web-prod', newlyFailing: 2, changed: 1 }],
      principals: ['account/012345678901', 'account/444455556666'],
      images: {
        count: 2,
        some: [
          '222233334444/eu-west-1/ami-11111111111111111',
          '222233334444/eu-west-1/ami-33333333333333333',
        ],
      },
    });
  });

  test('leaves alone what a person has waived, by the grants of a line, until they lapse', async () => {
    const grant = {
      until: '2026-09-08T10:00:00Z',
      reason: 'the partner moves',
      owner: 'web@example.com',
      by: { kind: 'slack', name: 'alice' },
      entry: 'e1',
    };
    const [organization = '', first = '', ...others] = ESTATE.split('\n');
    const granted = { ...(JSON.parse(first) as object), grants: { a4bb491d0015508d: grant } };
    const files = {
      ...FILES,
      'inventory.jsonl': [organization, JSON.stringify(granted), ...others].join('\n'),
    };
    const subjects = async (at: string) => {
      const { told } = await json(files, { ...BOTH, at });
      return (told.inventory['enforce'] as readonly { readonly subjects: number }[]).map(
        (one) => one.subjects,
      );
    };
    expect(await subjects('2026-09-08T09:59:59.999Z')).toEqual([1]);
    expect(await subjects('2026-09-08T10:00:00Z')).toEqual([2]);
  });

  test('tells what is fixed when a policy is loosened', async () => {
    const { code, told } = await json(FILES, { ...BOTH, policy: ['old.yaml'], against: ['new.yaml'] });
    expect(code).toBe(2);
    expect(told.changes.map(({ ref, rule, change }) => [ref.image, rule, change])).toEqual([
      ['ami-11111111111111111', 'sharing', 'newly-fixed'],
      ['ami-22222222222222222', 'sharing', 'still-failing'],
      ['ami-33333333333333333', 'naming', 'newly-fixed'],
    ]);
  });

  test('ends with 0 when the policies agree, though things fail under both', async () => {
    const { code, told } = await json(FILES, { ...BOTH, policy: ['old.yaml'] });
    expect(code).toBe(0);
    expect(told.changes.map(({ rule, change }) => [rule, change])).toEqual([['sharing', 'still-failing']]);
  });

  test('holds a policy against none when there is no other', async () => {
    const { code, told } = await json(FILES, { policy: ['old.yaml'], inventory: 'inventory.jsonl' });
    expect(code).toBe(2);
    expect(told.changes.map(({ change }) => change)).toEqual(['newly-failing']);
  });

  test('takes a change of mode for a change: enforce acts where audit only told', async () => {
    const files = { ...FILES, 'audit.yaml': OLD.replace('mode: enforce', 'mode: audit') };
    const { code, told } = await json(files, { ...BOTH, policy: ['old.yaml'], against: ['audit.yaml'] });
    expect(code).toBe(2);
    expect(told.inventory).toMatchObject({
      rules: [{ rule: 'sharing', stillFailing: 1, stillOtherwise: 1 }],
      enforce: [{ action: 'revoke-unlisted', subjects: 1, newly: 1 }],
    });
  });

  test('counts grace from when it was observed; --at tells what comes behind it', async () => {
    const graced = NEW.replace('{ orgs: [self] } }', '{ orgs: [self] }, grace: 7d }');
    const files = { ...FILES, 'new.yaml': graced };
    const now = await json(files, BOTH);
    expect(now.told.changes.map(({ rule, change }) => [rule, change])).toContainEqual([
      'sharing',
      'newly-in-grace',
    ]);
    expect(now.told.inventory['enforce']).toEqual([]);
    const at = (days: number) => new Date(OBSERVED.getTime() + days * 86_400_000).toISOString();
    const last = await json(files, { ...BOTH, at: at(7) });
    expect(last.told.changes.map(({ rule, change }) => [rule, change])).toContainEqual([
      'sharing',
      'newly-failing',
    ]);
    const before = await json(files, { ...BOTH, at: new Date(Date.parse(at(7)) - 1).toISOString() });
    expect(before.told.inventory['enforce']).toEqual([]);
  });

  test('what the inventory lacks is unreadable, never good, and the end is partial', async () => {
    const [organization = '', first = ''] = ESTATE.split('\n');
    const known = JSON.parse(first) as Record<string, unknown>;
    delete known['launchPermission'];
    const files = { ...FILES, 'inventory.jsonl': `${organization}\n${JSON.stringify(known)}\n` };
    const { code, told } = await json(files, BOTH);
    expect(code).toBe(3);
    expect(told.inventory).toMatchObject({ lackingFacts: 1 });
    expect(told.changes.map(({ rule, change }) => [rule, change])).toEqual([
      ['public-sharing', 'still-unreadable'],
      ['sharing', 'still-unreadable'],
    ]);
  });

  test('tells each bad line with its place, judges the others, and ends partial', async () => {
    const files = { ...FILES, 'inventory.jsonl': `${ESTATE}nonsense\n` };
    const { code, err, out } = await plan(files, BOTH);
    expect(code).toBe(3);
    expect(err).toContain('inventory.jsonl:6: not JSON');
    expect(out).toContain('4 subjects judged');
  });

  test.each([
    [
      'no organisation',
      { 'inventory.jsonl': ESTATE.slice(ESTATE.indexOf('\n') + 1) },
      'begins with no {"organization": …}',
    ],
    ['nothing in it', { 'inventory.jsonl': ESTATE.slice(0, ESTATE.indexOf('\n') + 1) }, 'holds no subject'],
    ['a bad policy', { 'new.yaml': 'version: 1\nrules: { publik-sharing: {} }\n' }, 'publik-sharing'],
  ])('ends with 1 for an inventory or policy with %s', async (_, over, problem) => {
    const { code, err } = await plan({ ...FILES, ...over }, BOTH);
    expect(code).toBe(1);
    expect(err).toContain(problem);
  });

  test('ends with 1 for a file that is not there', async () => {
    const { code, err } = await plan(FILES, { ...BOTH, inventory: 'nowhere.jsonl' });
    expect([code, err]).toEqual([1, expect.stringContaining('there is no such file')]);
  });

  test('reads the inventory from stdin, and refuses to read two things from there', async () => {
    const good = await plan(FILES, { ...BOTH, inventory: '-' }, ESTATE);
    expect(good.code).toBe(2);
    const { io, err } = capturedIo({ stdin: ESTATE });
    expect(await runPlan({ policy: ['-'], inventory: '-' }, io, NOW)).toBe(1);
    expect(err()).toContain('- stands twice');
  });

  test('csv has a row for each rule on each subject, under one head', async () => {
    const { out } = await plan(FILES, { ...BOTH, output: 'csv' });
    const rows = out
      .trimEnd()
      .split('\r\n')
      .map((row) => row.split(',').slice(0, 9).join(','));
    expect(rows).toEqual([
      'change,differs,rule,severity,mode,account,accountName,region,subject',
      'newly-failing,true,sharing,high,enforce,222233334444,web-prod,eu-west-1,ami-11111111111111111',
      'still-failing,false,sharing,high,enforce,222233334444,web-prod,eu-west-1,ami-22222222222222222',
      'newly-failing,true,naming,low,audit,222233334444,web-prod,eu-west-1,ami-33333333333333333',
    ]);
  });

  test('the table names rules, actions and who would be hit', async () => {
    const { out } = await plan(FILES, BOTH);
    expect(out).toMatch(/sharing +222233334444 web-prod +1 +0 +1 +0 +0/);
    expect(out).toMatch(
      /revoke-unlisted +sharing +2 +1 +account\/012345678901 \(1\), account\/444455556666 \(1\) +50 an hour/,
    );
    expect(out).toContain('Images (2): 222233334444/eu-west-1/ami-11111111111111111');
  });
});

const share = (eventId: string, userId: string, more: object = {}) => ({
  eventVersion: '1.10',
  userIdentity: {
    type: 'IAMUser',
    userName: 'mallory',
    arn: 'arn:aws:iam::222233334444:user/mallory',
    accountId: '222233334444',
  },
  eventTime: '2026-08-01T08:00:00Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'ModifyImageAttribute',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '192.0.2.7',
  requestParameters: {
    imageId: 'ami-11111111111111111',
    attributeType: 'launchPermission',
    launchPermission: { add: { items: [{ userId }] } },
  },
  responseElements: { requestId: eventId, _return: true },
  requestID: eventId,
  eventID: eventId,
  eventType: 'AwsApiCall',
  recipientAccountId: '222233334444',
  ...more,
});

describe('policy plan with past events', () => {
  const log = (...records: readonly object[]) => gzipSync(JSON.stringify({ Records: records }));
  const day = 'logs/AWSLogs/222233334444/CloudTrail/eu-west-1/2026/08/01';
  const withEvents = { ...BOTH, events: ['logs'] };

  test('reads logs as they lie in S3, and tells which events would newly have been findings and put right', async () => {
    const files = {
      ...FILES,
      [`${day}/a.json.gz`]: log(share('e-1', '444455556666'), share('e-2', '012345678901')),
      [`${day}/b.json.gz`]: log(share('e-3', '333344445555')),
      'logs/AWSLogs/222233334444/CloudTrail-Digest/eu-west-1/d.json.gz': gzipSync('{"digestS3Bucket":"b"}'),
    };
    const { told } = await json(files, withEvents);
    expect(told.events.map(({ rule, change, event }) => [event.id, rule, change])).toEqual([
      ['e-1', 'sharing', 'newly-failing'],
    ]);
    expect(told.pastEvents).toMatchObject({
      files: 2,
      records: 3,
      changes: 3,
      newlyFound: 1,
      newlyRemediated: 1,
      noLongerFound: 0,
      malformed: 0,
    });
  });

  test('judges an event by what it says, not by how the image is today', async () => {
    const files = {
      ...FILES,
      [`${day}/a.json.gz`]: log(
        share('e-1', '444455556666', {
          requestParameters: {
            imageId: 'ami-44444444444444444',
            attributeType: 'launchPermission',
            launchPermission: { add: { items: [{ userId: '444455556666' }] } },
          },
        }),
      ),
    };
    const { told } = await json(files, withEvents);
    expect(told.events.map(({ rule, change }) => [rule, change])).toEqual([['sharing', 'newly-failing']]);
  });

  test('judges images that are gone by now, as far as the event tells', async () => {
    const gone = {
      imageId: 'ami-99999999999999999',
      attributeType: 'launchPermission',
      launchPermission: { add: { items: [{ userId: '444455556666' }] } },
    };
    const files = { ...FILES, [`${day}/a.json.gz`]: log(share('e-1', '', { requestParameters: gone })) };
    const { told } = await json(files, withEvents);
    expect(told.events.map(({ rule, change }) => [rule, change])).toEqual([['sharing', 'newly-failing']]);
  });

  test('does not lay at the door of one event what another did: a tag is no share', async () => {
    const tagged = share('e-1', '', {
      eventName: 'CreateTags',
      requestParameters: {
        resourcesSet: { items: [{ resourceId: 'ami-11111111111111111' }] },
        tagSet: { items: [{ key: 'Stage', value: 'test' }] },
      },
    });
    const files = { ...FILES, [`${day}/a.json.gz`]: log(tagged) };
    const { told } = await json(files, withEvents);
    expect(told.pastEvents).toMatchObject({ changes: 1, judged: 1 });
    expect(told.events).toEqual([]);
  });

  test('judges tags as the event left them, over what the inventory knows of the image', async () => {
    const tags = '  required-tags: { tags: { Owner: { pattern: "@example.com$" } } }\n';
    const owned = (eventID: string, value: string, eventTime: string) =>
      share(eventID, '', {
        eventTime,
        eventName: 'CreateTags',
        requestParameters: {
          resourcesSet: { items: [{ resourceId: 'ami-11111111111111111' }] },
          tagSet: { items: [{ key: 'Owner', value }] },
        },
      });
    const files = {
      ...FILES,
      'new.yaml': NEW + tags,
      [`${day}/a.json.gz`]: log(
        owned('e-2', 'web@example.com', '2026-08-02T08:00:00Z'),
        owned('e-1', 'nobody', '2026-08-01T08:00:00Z'),
      ),
    };
    const { told } = await json(files, withEvents);
    expect(told.events.map(({ rule, change, event }) => [event.id, rule, change])).toEqual([
      ['e-1', 'required-tags', 'newly-failing'],
    ]);
  });

  test('counts attempts that AWS refused, and records twice delivered once', async () => {
    const refused = { errorCode: 'Client.UnauthorizedOperation', errorMessage: 'no', responseElements: null };
    const files = {
      ...FILES,
      [`${day}/a.json.gz`]: log(
        share('e-1', '444455556666'),
        share('e-1', '444455556666'),
        share('e-2', '444455556666', refused),
      ),
    };
    const { told } = await json(files, withEvents);
    expect(told.pastEvents).toMatchObject({ records: 3, changes: 1, refused: 1, newlyFound: 1 });
  });

  test('an event is judged at its own time: a waiver that held then covers it', async () => {
    const waived = `${NEW}waivers:
  - { id: W-1, rules: [sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o@example.com, expires: 2026-08-15 }
`;
    const files = { ...FILES, 'new.yaml': waived, [`${day}/a.json.gz`]: log(share('e-1', '444455556666')) };
    const { told } = await json(files, withEvents);
    expect(told.events).toEqual([]);
    expect(told.changes.map(({ rule, change }) => [rule, change])).toContainEqual([
      'sharing',
      'newly-failing',
    ]);
  });

  test('what cannot be understood or read is told, and the end is partial', async () => {
    const files = {
      ...FILES,
      [`${day}/a.json.gz`]: log({
        ...share('e-1', '444455556666'),
        requestParameters: { imageId: 'ami-golden', attributeType: 'launchPermission' },
      }),
      [`${day}/b.json.gz`]: log(share('e-2', '1')).subarray(0, 40),
    };
    const { code, err } = await plan(files, withEvents);
    expect(code).toBe(3);
    expect(err).toContain('a.json.gz: record 1 is malformed');
    expect(err).toContain('b.json.gz: the gzip data is cut off');
  });
});
