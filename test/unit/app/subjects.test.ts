import { beforeEach, expect, test } from 'vitest';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { followImportEnvelope } from '../../../lib/events/follow-import.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { AccountId, ImageId, InstanceId } from '../../../lib/model/ids.ts';
import type { ImageFacts } from '../../../lib/model/image.ts';
import { journals } from './journals.ts';
import { POLICY, REF, rule, shareEvent, Stage } from './stage.ts';

const PLACE = { account: REF.account, region: REF.region };
const INSTANCE = InstanceId.parse('i-0aaaaaaaaaaaaaaa1');
const FOREIGN = ImageId.parse('ami-0ccccccccccccccc1');

const LAUNCH = rule({
  id: 'launch',
  mode: 'notify',
  parameters: { kind: 'launch', owners: ['self', 'amazon'], images: [], watermarks: [] },
});
const GUARDRAILS = rule({
  id: 'guardrails',
  mode: 'notify',
  parameters: {
    kind: 'guardrails',
    imageBlockPublicAccess: 'block-new-sharing',
    snapshotBlockPublicAccess: null,
    allowedImages: null,
    ebsEncryption: true,
  },
});

const journal = journals();
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(await journal(), []);
  stage.policy = { ...POLICY, rules: [...POLICY.rules, LAUNCH, GUARDRAILS] };
});

const guard = (body: string) => handleChange(body, stage.guard());
const call = (eventName: string, over: Readonly<Record<string, unknown>>): string =>
  shareEvent([], { eventName, requestID: 'req-9', ...over });
const found = async (ref: Parameters<typeof stage.journal.findings>[0]): Promise<readonly string[]> =>
  (await stage.journal.findings(ref))
    .map(({ finding, status }) => `${finding.rule} ${status}: ${finding.reason}`)
    .toSorted();

const LAUNCHED = call('RunInstances', {
  requestParameters: { instancesSet: { items: [{ imageId: FOREIGN }] } },
  responseElements: { instancesSet: { items: [{ instanceId: INSTANCE, imageId: FOREIGN }] } },
});

const imageOf = (owner: string): ImageFacts => ({
  ...stage.facts,
  name: 'free-lunch',
  owner: AccountId.parse(owner),
});

const runsFrom = (owner: string): void => {
  stage.around = {
    instance: {
      kind: 'known',
      value: { instance: INSTANCE, image: FOREIGN, state: 'running', launchedAt: null, owner: PLACE.account },
    },
    image: { kind: 'known', value: imageOf(owner) },
  };
};

test('an instance launched from a stranger’s image is a finding on the instance', async () => {
  runsFrom('012345678901');
  expect(await guard(LAUNCHED)).toEqual({ kind: 'done', images: 1 });
  expect(stage.launched).toEqual([FOREIGN]);
  expect(await found({ ...PLACE, instance: INSTANCE })).toEqual([
    'launch open: The instance runs from ami-0ccccccccccccccc1 of 012345678901, which is not allowed.',
  ]);
  expect(stage.notices).toMatchObject([{ kind: 'finding', ref: { ...PLACE, instance: INSTANCE } }]);
});

test('inside its grace it is looked at again later, with the image that the event named', async () => {
  stage.policy = { ...POLICY, rules: [{ ...LAUNCH, graceSeconds: 1800 }] };
  runsFrom('012345678901');
  await guard(LAUNCHED);
  const [{ dueAt, launched } = { dueAt: '' }] = stage.rechecks;
  expect([dueAt.slice(0, 19), launched]).toEqual(['2026-11-23T10:30:00', FOREIGN]);
  const timer = (at: string): string =>
    JSON.stringify(recheckEnvelope({ ...PLACE, instance: INSTANCE }, dueAt, at, launched));
  await guard(timer(new Date(stage.time).toISOString()));
  expect(stage.rechecks.map((one) => one.launched)).toEqual([FOREIGN, FOREIGN]);
  stage.time = Date.parse(dueAt);
  await guard(timer(dueAt));
  expect(stage.launched).toEqual([FOREIGN, FOREIGN]);
  expect(await found({ ...PLACE, instance: INSTANCE })).toEqual([
    'launch open: The instance runs from ami-0ccccccccccccccc1 of 012345678901, which is not allowed.',
  ]);
});

test('one from an image of our own organisation is none', async () => {
  runsFrom('222233334444');
  await guard(LAUNCHED);
  expect(await found({ ...PLACE, instance: INSTANCE })).toEqual([]);
});

test('an instance that is not to be seen yet is asked for again, and one terminated since closes its finding', async () => {
  runsFrom('012345678901');
  await guard(LAUNCHED);
  stage.instanceGone = true;
  await expect(guard(LAUNCHED)).rejects.toThrow('111122223333/us-east-1/i-0aaaaaaaaaaaaaaa1 is new');
  stage.time += 11 * 60_000;
  await guard(LAUNCHED);
  expect(await found({ ...PLACE, instance: INSTANCE })).toEqual([
    'launch closed: The instance runs from ami-0ccccccccccccccc1 of 012345678901, which is not allowed.',
  ]);
});

test('a guard rail taken down is a finding on the account and region, and one put up again closes it', async () => {
  const off = call('DisableEbsEncryptionByDefault', {
    requestParameters: { DisableEbsEncryptionByDefaultRequest: '' },
    responseElements: {
      DisableEbsEncryptionByDefaultResponse: { xmlns: 'x', ebsEncryptionByDefault: false },
    },
  });
  stage.around = { ebsEncryption: { kind: 'known', value: { enabled: false } } };
  // The rest of the rule reads what this event did not touch.
  stage.around = {
    ...stage.around,
    imageBlockPublicAccess: { kind: 'known', value: { state: 'block-new-sharing', managedBy: 'account' } },
  };
  expect(await guard(off)).toEqual({ kind: 'done', images: 1 });
  expect(await found(PLACE)).toEqual([
    'guardrails open: Encryption of EBS volumes by default is disabled, expected enabled.',
  ]);
  stage.around = { ...stage.around, ebsEncryption: { kind: 'known', value: { enabled: true } } };
  await guard(JSON.stringify(recheckEnvelope(PLACE, '2026-11-23T10:00:00.000Z', '2026-11-23T09:50:00.000Z')));
  expect(await found(PLACE)).toEqual([
    'guardrails closed: Encryption of EBS volumes by default is disabled, expected enabled.',
  ]);
});

test('an account that cannot be reached is an error on its guard rails, and the event comes again', async () => {
  stage.fault = { code: 'AccessDenied', retryable: false };
  const body = JSON.stringify(recheckEnvelope(PLACE, '2026-11-23T10:00:00.000Z', '2026-11-23T09:50:00.000Z'));
  await expect(guard(body)).rejects.toThrow('AccessDenied');
  expect(await found(PLACE)).toEqual([
    'guardrails open: Block public access for images could not be read: AssumeRole answered AccessDenied (no).',
    'guardrails open: Encryption of EBS volumes by default could not be read: AssumeRole answered AccessDenied (no).',
  ]);
});

const IMPORT = JSON.stringify(
  followImportEnvelope(
    PLACE.account,
    PLACE.region,
    'import-ami-0aaaaaaaaaaaaaaa1',
    '2026-11-23T09:30:00.000Z',
    '2026-11-23T10:00:00.000Z',
    '2026-11-23T09:55:00.000Z',
  ),
);

test('an import is asked after every five minutes until it ends, and its image is judged then', async () => {
  await guard(IMPORT);
  expect(stage.imports).toMatchObject([
    { task: 'import-ami-0aaaaaaaaaaaaaaa1', since: '2026-11-23T09:30:00.000Z' },
  ]);
  expect(stage.imports[0]?.dueAt.slice(0, 16)).toBe('2026-11-23T10:05');
  stage.importTask = { kind: 'completed', image: REF.image };
  stage.facts = { ...stage.facts, tags: {} };
  await guard(IMPORT);
  expect(stage.imports).toHaveLength(1);
  expect(await found(REF)).toEqual(['required-tags pending: Tag Owner is missing.']);
});

test('an import that fails is over; one that AWS forgot marks the account and region for the sweep', async () => {
  stage.importTask = { kind: 'ended', status: 'deleted', message: 'ClientError: Disk validation failed' };
  expect(await guard(IMPORT)).toEqual({ kind: 'done', images: 0 });
  expect(await stage.journal.dirtyMark(PLACE)).toBeNull();
  stage.importTask = { kind: 'unknown' };
  await guard(IMPORT);
  expect(await stage.journal.dirtyMark(PLACE)).toMatchObject({
    reason: 'nobody saw the end of the import import-ami-0aaaaaaaaaaaaaaa1',
  });
});

test('a share too large for CloudTrail marks the account and region, once, and people are told', async () => {
  const large = call('ModifyImageAttribute', {
    requestParameters: { omitted: true, originalSize: 204_800, reason: 'requestParameters too large' },
  });
  expect(await guard(large)).toEqual({ kind: 'done', images: 0 });
  await guard(large);
  const mark = await stage.journal.dirtyMark(PLACE);
  expect(mark).toMatchObject({ ...PLACE, at: '2026-11-23T10:00:00.000Z' });
  expect(stage.notices.map(({ kind }) => kind)).toEqual(['unseen', 'unseen']);
  expect(stage.reads).toEqual([]);
});

test('a finding of a rule that left the policy closes when its subject is judged next', async () => {
  runsFrom('012345678901');
  await guard(LAUNCHED);
  const other = { ...LAUNCH, id: 'launch-elsewhere' };
  stage.policy = { ...stage.policy, rules: [...POLICY.rules, other] };
  runsFrom('222233334444');
  await guard(LAUNCHED);
  expect(await found({ ...PLACE, instance: INSTANCE })).toEqual([
    'launch closed: The instance runs from ami-0ccccccccccccccc1 of 012345678901, which is not allowed.',
  ]);
});
