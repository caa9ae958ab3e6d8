import type { Image, LaunchPermission, LaunchTemplate, Snapshot } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GuardPorts } from '../../lib/app/guard-ports.ts';
import { handleRequest } from '../../lib/app/handle-request.ts';
import type { RemediationPorts } from '../../lib/app/remediation-ports.ts';
import { attachService, remediationPorts } from '../../lib/cli/sandbox/service.ts';
import type { Asker } from '../../lib/model/asker.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { FindingRecord, JournalEntry } from '../../lib/model/journal.ts';
import type { Answer } from '../../lib/model/request.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import type { StoredKey } from '../../lib/sandbox/ec2/keys.ts';
import { SEED } from '../../lib/sandbox/ec2/seed/seed-world.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { hasAwsCli, startAwsCli, type AwsCli } from './aws-cli.ts';

const GOLDEN = '111122223333';
const WEB = '222233334444';
const PARTNER = '444455556666';
const OTHER_PARTNER = '777788889999';
const PLAIN = 'snap-0aaaaaaaaaaaaaaa1';
const KEY = 'arn:aws:kms:us-east-1:111122223333:alias/ami-default';
const STRANGER = '012345678901';
const SOMEBODY: Asker = { kind: 'cli', name: 'alice', arn: null, id: null };
const MINUTE_MS = 60_000;

const policyOf = (remediate: string): string => `
version: 1
name: encrypted
mode: enforce
rules:
  sharing: { allow: { orgs: [self], accounts: ['${PARTNER}', '${OTHER_PARTNER}'] }, remediate: none, mode: notify }
  encryption:
    match: { images: ['name:plain-*'] }
    remediate: { action: encrypted-copy, ${remediate} }
notify:
  default: { slack: '#cloud-security' }
`;

let sandbox: Sandbox;
let guard: GuardPorts;
let ports: RemediationPorts;
let aws: AwsCli;
const sent: string[] = [];

const use = (remediate: string): void => {
  const compiled = compilePolicy([{ name: 'policy.yaml', text: policyOf(remediate) }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  sandbox.hub.bucket.put('policy.json', bundleJson(compiled.bundle), 'application/json');
};

beforeAll(async () => {
  sandbox = await startSandbox({
    clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z'), frozen: true }),
  });
  use(`kmsKey: '${KEY}', source: { after: disable }`);
  guard = attachService(sandbox, { note: () => undefined });
  ports = remediationPorts(sandbox, { note: () => undefined });
  sent.length = 0;
  sandbox.observe(({ context }) => {
    const isWriter = context.caller.arn.includes(':assumed-role/ami-warden-writer/');
    if (isWriter && !/^(Describe|Get|List)/.test(context.operation)) sent.push(context.operation);
  });
  aws = startAwsCli(sandbox.endpoint);
});
afterAll(async () => {
  await aws.close();
  await sandbox.close();
});

/** As the operator of the golden account, on its command line. */
const ec2 = (...args: readonly string[]): Promise<unknown> => aws.run(GOLDEN, 'us-east-1', 'ec2', ...args);

const register = async (name: string, devices = 1): Promise<ImageRef> => {
  const mappings = Array.from({ length: devices }, (_, n) => ({
    DeviceName: `/dev/xvd${String.fromCharCode(97 + n)}`,
    Ebs: { SnapshotId: PLAIN },
  }));
  const { ImageId: id } = (await ec2(
    ...['register-image', '--name', name, '--root-device-name', '/dev/xvda'],
    ...['--block-device-mappings', JSON.stringify(mappings)],
    ...['--tag-specifications', 'ResourceType=image,Tags=[{Key=Owner,Value=platform}]'],
  )) as Image;
  await sandbox.hub.idle();
  return {
    account: AccountId.parse(GOLDEN),
    region: Region.parse('us-east-1'),
    image: ImageId.parse(id),
  };
};

const share = async ({ image }: ImageRef, ...accounts: readonly string[]): Promise<void> => {
  const grants = `Add=[${accounts.map((one) => `{UserId=${one}}`).join(',')}]`;
  await ec2('modify-image-attribute', '--image-id', image, '--launch-permission', grants);
  await sandbox.hub.idle();
};

const pass = async (ms: number): Promise<void> => {
  sandbox.clock.advance(ms);
  await sandbox.hub.idle();
};

const imageOf = async (id: string): Promise<Image | undefined> => {
  const listed = ['describe-images', '--owners', 'self', '--include-disabled', '--include-deprecated'];
  const { Images } = (await ec2(...listed)) as { readonly Images: readonly Image[] };
  return Images.find(({ ImageId: one }) => one === id);
};

/** The copies of an image, as its account's people see them. */
const copiesOf = async ({ image }: ImageRef): Promise<readonly Image[]> => {
  const filter = `Name=tag:ami-warden:copy-of,Values=${image}`;
  const listed = ['describe-images', '--owners', 'self', '--include-disabled', '--filters', filter];
  return ((await ec2(...listed)) as { readonly Images: readonly Image[] }).Images;
};

const grantsOf = async (id: string): Promise<readonly string[]> => {
  const asked = ['describe-image-attribute', '--image-id', id, '--attribute', 'launchPermission'];
  const { LaunchPermissions } = (await ec2(...asked)) as {
    readonly LaunchPermissions: readonly LaunchPermission[];
  };
  return LaunchPermissions.flatMap(
    ({ UserId, Group, OrganizationArn }) => UserId ?? Group ?? OrganizationArn ?? [],
  ).toSorted();
};

const findingOf = async (ref: ImageRef): Promise<FindingRecord> => {
  const found = (await guard.journal.findings(ref)).find(({ finding }) => finding.rule === 'encryption');
  if (found === undefined) throw new Error('no finding');
  return found;
};

const stands = async (ref: ImageRef): Promise<readonly [string, string | null]> => {
  const { status, outcome } = await findingOf(ref);
  if (outcome === null) return [status, null];
  if ('reason' in outcome) return [status, outcome.reason];
  return [status, outcome.kind === 'done' ? (outcome.note ?? 'done') : outcome.kind];
};

const ask = async (request: Parameters<typeof handleRequest>[0]): Promise<Answer> => {
  const answer = await handleRequest(request, SOMEBODY, ports);
  await sandbox.hub.idle();
  return answer;
};

/** The steps that were done, in order, with the entries to name for a rollback. */
const stepsOf = async (
  ref: ImageRef,
): Promise<readonly (readonly [kind: string | undefined, entry: string])[]> =>
  (await guard.journal.entries(ref)).flatMap((entry: JournalEntry) =>
    entry.kind === 'outcome' && entry.outcome.kind === 'done' && entry.action.action === 'encrypted-copy'
      ? [[entry.action.writes.at(-1)?.kind, entry.id] as const]
      : [],
  );

const keyOf = (): StoredKey => {
  const key = sandbox.ec2.keys.get(SEED.goldenKey);
  if (key === null) throw new Error('no key');
  return key;
};

/** The copy of an image that stands or is being made. */
const copyOf = async (ref: ImageRef): Promise<string> => {
  const copies = (await copiesOf(ref)).filter(({ State }) => State !== 'failed');
  if (copies.length !== 1) throw new Error(`${String(copies.length)} copies`);
  return copies[0]?.ImageId ?? '';
};

/** Long enough for EC2's own pace and for our next look. */
const goOn = async (): Promise<void> => {
  for (let minutes = 0; minutes < 4; minutes += 1) await pass(MINUTE_MS);
};

const rollBack = async (ref: ImageRef, entry: string): Promise<string> =>
  (await ask({ kind: 'rollback', ref, entry, dryRun: false })).status;

describe.skipIf(!hasAwsCli)('asked for by events of the AWS CLI, and seen by it', () => {
  test('copy, verify, let in again who may use the key, tell who refers to it, disable; then undone, step by step', async () => {
    const ref = await register('plain-web');
    const copy = await copyOf(ref);
    expect(await imageOf(copy)).toMatchObject({ State: 'pending', SourceImageId: ref.image });
    expect(await stands(ref)).toEqual(['open', `AWS is making ${copy}, its encrypted copy.`]);
    await share(ref, WEB, PARTNER, OTHER_PARTNER, STRANGER);
    const { LaunchTemplate: template } = (await ec2(
      ...['create-launch-template', '--launch-template-name', 'web'],
      ...['--launch-template-data', JSON.stringify({ ImageId: ref.image })],
    )) as { readonly LaunchTemplate: LaunchTemplate };
    const before = await grantsOf(ref.image);
    sent.length = 0;

    await pass(MINUTE_MS);
    const left = [
      `account ${STRANGER} (the policy does not allow it)`,
      `account ${OTHER_PARTNER} (the key’s policy and grants do not let it use the key)`,
    ];
    expect(await stands(ref)).toEqual([
      'open',
      `Its encrypted copy ${copy} is verified. Not let in on the copy: ${left.join('; ')}.`,
    ]);
    const made = await imageOf(copy);
    expect(made?.Tags?.filter(({ Key }) => Key === 'Owner')).toEqual([{ Key: 'Owner', Value: 'platform' }]);
    const snapshots = (made?.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
    const { Snapshots } = (await ec2('describe-snapshots', '--snapshot-ids', ...snapshots)) as {
      readonly Snapshots: readonly Snapshot[];
    };
    expect(Snapshots.map(({ Encrypted, KmsKeyId }) => [Encrypted, KmsKeyId])).toEqual([[true, keyOf().arn]]);

    await goOn();
    expect(await grantsOf(copy)).toEqual([WEB, PARTNER]);
    expect(await imageOf(ref.image)).toMatchObject({ State: 'disabled' });
    expect(sent).toEqual(['ModifyImageAttribute', 'CreateTags', 'DisableImage']);
    const arn = `arn:aws:ec2:us-east-1:${GOLDEN}:launch-template/${template.LaunchTemplateId ?? ''}`;
    expect(await stands(ref)).toEqual([
      'fixed',
      `${copy} is in its place. These refer to the original still, and are to be brought to the copy: ${arn}. Not let in on the copy: ${left.join('; ')}.`,
    ]);

    const steps = await stepsOf(ref);
    expect(steps.map(([kind]) => kind)).toEqual(['copy', 'copy-permission', 'availability']);
    const [[, begun] = ['', ''], [, granted] = ['', ''], [, retired] = ['', '']] = steps;
    // In the order in which it was done nothing can be undone: the copy is in use.
    expect(await rollBack(ref, begun)).toBe('refused');
    expect(await rollBack(ref, retired)).toBe('done');
    expect(await imageOf(ref.image)).toMatchObject({
      State: 'available',
      Tags: [{ Key: 'Owner', Value: 'platform' }],
    });
    expect(await grantsOf(ref.image)).toEqual(before);
    expect(await rollBack(ref, granted)).toBe('done');
    expect(await grantsOf(copy)).toEqual([]);
    sent.length = 0;
    await pass(60 * MINUTE_MS);
    // Somebody has taken it back: timers and events do not bring it on again.
    expect(sent).toEqual([]);
    const [, said] = await stands(ref);
    expect(said).toMatch(
      /^alice took the last step back at .*: nothing goes on before a person asks for it$/,
    );
    expect(await rollBack(ref, begun)).toBe('done');
    expect(await copiesOf(ref)).toEqual([]);
    // A person asks for it: it begins anew, and goes to its end by itself.
    const answer = await ask({ kind: 'remediate', ref, rule: 'encryption', dryRun: false });
    expect(answer.status).toBe('partly');
    await goOn();
    expect(await imageOf(ref.image)).toMatchObject({ State: 'disabled' });
  });

  const openKey = (change: Partial<StoredKey>): void => {
    sandbox.ec2.keys.put({ ...keyOf(), ...change });
  };

  test('a copy that fails halfway is cleaned up and told, and begun anew when a person asks for it', async () => {
    const ref = await register('plain-failing');
    const copy = await copyOf(ref);
    const snapshots = ((await imageOf(copy))?.BlockDeviceMappings ?? []).flatMap(
      ({ Ebs }) => Ebs?.SnapshotId ?? [],
    );
    expect(snapshots).toHaveLength(1);
    openKey({ enabled: false });
    sent.length = 0;
    await pass(MINUTE_MS);
    expect(await copiesOf(ref)).toEqual([]);
    expect(sandbox.ec2.snapshots.get(snapshots[0] ?? '')).toBeNull();
    expect(sandbox.ec2.snapshots.get(PLAIN)).not.toBeNull();
    expect(await stands(ref)).toEqual([
      'open',
      `Its copy ${copy} failed: Given key ID is not accessible. What there was of it was taken away.`,
    ]);
    await pass(60 * MINUTE_MS);
    // Once: no second copy, and the original is as it was.
    expect(sent).toEqual(['DeregisterImage']);
    expect(await imageOf(ref.image)).toMatchObject({ State: 'available' });
    const [, reason] = await stands(ref);
    expect(reason).toContain(
      'The copy failed because EC2 could not use a key: Given key ID is not accessible.',
    );
    expect(reason).toContain(`Let the account ${GOLDEN} use ${KEY}`);

    openKey({ enabled: true });
    const answer = await ask({ kind: 'remediate', ref, rule: 'encryption', dryRun: false });
    expect(answer.results.map(({ outcome }) => outcome.kind)).toEqual(['under-way']);
    await goOn();
    expect(await imageOf(ref.image)).toMatchObject({ State: 'disabled' });
  });

  test.each([
    [
      'is disabled',
      { enabled: false },
      `The key ${KEY} is Disabled: enable it, or name another in the policy.`,
    ],
    [
      'is about to be deleted',
      { deleting: true },
      `The key ${KEY} is PendingDeletion: cancel its deletion and enable it, or name another in the policy.`,
    ],
  ])('a key that %s is told with what to mend, and nothing is begun', async (name, change, sentence) => {
    openKey(change);
    sent.length = 0;
    const ref = await register(`plain-key-${name.replaceAll(' ', '-')}`);
    expect(await stands(ref)).toEqual(['open', `${sentence} Nothing was begun.`]);
    expect(sent).toEqual([]);
    openKey({ enabled: true, deleting: false });
    // Within the hour it is seen that it was mended.
    await pass(66 * MINUTE_MS);
    expect(sent).toEqual(['CopyImage']);
    await goOn();
    expect(await imageOf(ref.image)).toMatchObject({ State: 'disabled' });
  });

  test('a key that does not let the account in is told with what it needs, and nothing is begun', async () => {
    openKey({ account: AccountId.parse(WEB), users: [], organization: null });
    sent.length = 0;
    const ref = await register('plain-stranger-key');
    openKey({ account: AccountId.parse(GOLDEN), users: [PARTNER], organization: 'o-exampleorg1' });
    const [status, reason] = await stands(ref);
    expect(status).toBe('open');
    expect(reason).toMatch(
      /could not be looked at \(DescribeKey: NotFoundException\): let the account’s writer role use it/,
    );
    expect(sent).toEqual([]);
    await ec2('deregister-image', '--image-id', ref.image);
    await sandbox.hub.idle();
  });

  test('AWS copies 20 snapshots at once: who comes too late waits in line, says so, and is not lost', async () => {
    use(`kmsKey: '${KEY}', source: { after: keep }`);
    await pass(2 * MINUTE_MS);
    const refs: ImageRef[] = [];
    for (let n = 0; n < 6; n += 1) refs.push(await register(`plain-many-${String(n)}`, n < 5 ? 4 : 5));
    const texts = await Promise.all(refs.map(async (ref) => (await stands(ref))[1] ?? ''));
    expect(texts.slice(0, 5).filter((text) => text.startsWith('AWS is making'))).toHaveLength(5);
    expect(texts[5]).toMatch(
      /^It waits for its turn to be copied, because AWS copies 20 snapshots to a region at once; its turn is expected at about 2026-11-23T\d\d:\d\dZ[.]$/,
    );
    const place = { account: AccountId.parse(GOLDEN), region: Region.parse('us-east-1') };
    const { queue } = await guard.journal.copyQueue(place);
    expect(queue.tickets.map(({ image }) => image)).toEqual(refs.map(({ image }) => image));
    await goOn();
    const made = await Promise.all(refs.map(async (ref) => (await copiesOf(ref)).map(({ State }) => State)));
    expect(made).toEqual(refs.map(() => ['available']));
    expect((await guard.journal.copyQueue(place)).queue.tickets).toEqual([]);
    const ends = await Promise.all(refs.map(async (ref) => (await stands(ref))[1]));
    for (const end of ends) {
      expect(end).toMatch(/ is its encrypted copy, verified[.] The original stays, as the policy has it[.]$/);
    }
  });

  test('approved once, it goes to its end; N days later the original goes, if nothing refers to it', async () => {
    use(`kmsKey: '${KEY}', source: { after: disable, deregisterAfter: 2h }, approval: manual`);
    await pass(2 * MINUTE_MS);
    sandbox.ec2.change(AccountId.parse(GOLDEN), Region.parse('us-east-1'), {
      retention: [{ id: 'rule', days: 7, tags: {}, excluded: {} }],
    });
    sent.length = 0;
    const ref = await register('plain-approved');
    expect(sent).toEqual([]);
    const { waiting } = await findingOf(ref);
    expect(waiting).toMatchObject({ why: 'approval', state: 'waiting' });
    const answer = await ask({ kind: 'apply', plan: waiting?.plan ?? '', dryRun: false });
    expect(answer.results.map(({ outcome }) => outcome.kind)).toEqual(['under-way']);
    const image = sandbox.ec2.images.get(ref.image);
    if (image === null) throw new Error('no image');
    sandbox.ec2.images.place({ ...image, body: { ...image.body, CreationDate: '2026-01-01T00:00:00.000Z' } });
    await goOn();
    expect(sent).toEqual(['CopyImage', 'CreateTags', 'DisableImage']);
    expect((await stands(ref))[0]).toBe('fixed');

    for (let hours = 0; hours < 3; hours += 1) await pass(60 * MINUTE_MS);
    // That it goes for good is a person's word once more, and the report of its use takes its time.
    const again = (await findingOf(ref)).waiting;
    expect(again).toMatchObject({ why: 'approval', state: 'waiting' });
    await ask({ kind: 'apply', plan: again?.plan ?? '', dryRun: false });
    expect(sent.slice(3)).toEqual(['CreateImageUsageReport']);
    for (let hours = 0; hours < 7; hours += 1) await pass(60 * MINUTE_MS);
    expect(sent.slice(3)).toEqual(['CreateImageUsageReport', 'DeregisterImage']);
    expect(await imageOf(ref.image)).toBeUndefined();
    expect(await stands(ref)).toEqual([
      'fixed',
      expect.stringMatching(
        /^ami-\w+ is in its place[.] Its snapshots stay as they are: snap-0aaaaaaaaaaaaaaa1[.]$/,
      ),
    ]);
  });
});
