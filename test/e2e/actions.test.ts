import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { GuardPorts } from '../../lib/app/guard-ports.ts';
import { handleRequest } from '../../lib/app/handle-request.ts';
import type { RemediationPorts } from '../../lib/app/remediation-ports.ts';
import { attachService, remediationPorts } from '../../lib/cli/sandbox/service.ts';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { FindingRecord } from '../../lib/model/journal.ts';
import type { Asker } from '../../lib/model/asker.ts';
import type { Answer, Request } from '../../lib/model/request.ts';
import type { AccountRegion, ImageRef } from '../../lib/model/subject.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import { compilePolicy } from '../../lib/policy/source/compile-policy.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { NO_FAULTS } from '../../lib/sandbox/faults/spec.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { hasAwsCli, startAwsCli, type AwsCli } from './aws-cli.ts';

// Hours pass here, of which each has its ticks.
vi.setConfig({ testTimeout: 60_000 });

const GOLDEN = '111122223333';
const WEB = '222233334444';
const DATA = '333344445555';
const PARTNER = '444455556666';
const STRANGER = '012345678901';
const OWN = 'arn:aws:organizations::123456789012:organization/o-exampleorg1';
const PROD = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001';
const OTHERS = 'arn:aws:organizations::000000000042:organization/o-strangers1';
const OTHER_UNIT = 'arn:aws:organizations::000000000042:ou/o-strangers1/ou-zz99-unknown1';
const HOUR_MS = 3_600_000;

/** Accounts that are approved: as many as an image may be shared with, but three. */
const APPROVED = Array.from({ length: 997 }, (_, n) => String(800_000_000_000 + n));

const POLICY = `
version: 1
name: every-action
mode: enforce
rules:
  public-sharing: { also: [snapshots] }
  sharing: { allow: { orgs: [self], accounts: ['${PARTNER}', ${APPROVED.map((id) => `'${id}'`).join(', ')}] } }
  snapshot-sharing: {}
  required-tags:
    match: { images: ['name:tagged-*'] }
    tags: { Owner: true, Stage: true, Made: true, CostCenter: true }
    remediate: { action: add-tags, tags: { Owner: '{creator}', Stage: dev, Made: 'on {created}' } }
  dated:
    kind: age
    match: { images: ['name:dated-*'] }
    maxAge: none
    requireDeprecation: { within: 365d }
    remediate: { action: deprecate }
  retired:
    kind: age
    match: { images: ['name:retired-*'] }
    maxAge: 60d
    remediate: { action: disable }
  outdated:
    kind: age
    match: { images: ['name:outdated-*'] }
    maxAge: 60d
    remediate: { action: deregister }
  guardrails:
    match: { regions: [eu-west-1] }
    imageBlockPublicAccess: block-new-sharing
    snapshotBlockPublicAccess: block-all-sharing
    ebsEncryption: true
    remediate: { action: enable-block-public-access }
  quota:
    watch: { ami-shares: { warn: 50%, critical: 90% } }
    remediate: { action: request-quota-increase }
notify:
  default: { slack: '#cloud-security' }
`;

const SOMEBODY: Asker = { kind: 'cli', name: 'alice', arn: null, id: null };

let sandbox: Sandbox;
let aws: AwsCli;
let guard: GuardPorts;
let ports: RemediationPorts;
const sent: { readonly operation: string; readonly input: unknown }[] = [];

const startAll = async (): Promise<void> => {
  sandbox = await startSandbox({ clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z') }) });
  const compiled = compilePolicy([{ name: 'policy.yaml', text: POLICY }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  sandbox.hub.bucket.put('policy.json', bundleJson(compiled.bundle), 'application/json');
  guard = attachService(sandbox, { note: () => undefined });
  ports = remediationPorts(sandbox, { note: () => undefined });
  sandbox.observe(({ context, input }) => {
    const isWriter = context.caller.arn.includes(':assumed-role/ami-warden-writer/');
    if (isWriter && !/^(Describe|Get|List)/.test(context.operation)) {
      sent.push({ operation: context.operation, input });
    }
  });
  aws = startAwsCli(sandbox.endpoint);
};

/** A command of the offender's, or of somebody who looks; what the service makes of it is done when this resolves. */
const cli = async (account: string, region: string, ...args: readonly string[]): Promise<unknown> => {
  const answer = await aws.run(account, region, ...args);
  await sandbox.hub.idle();
  return answer;
};
const ec2 = (account: string, ...args: readonly string[]): Promise<unknown> =>
  cli(account, 'us-east-1', 'ec2', ...args);

const SNAPSHOTS: Readonly<Record<string, string>> = {
  [GOLDEN]: 'snap-0aaaaaaaaaaaaaaa1',
  [WEB]: 'snap-0bbbbbbbbbbbbbbb1',
  [DATA]: 'snap-0ccccccccccccccc1',
};

const register = async (account: string, name: string, ...more: readonly string[]): Promise<ImageRef> => {
  const answer = (await ec2(
    account,
    ...['register-image', '--name', name, '--root-device-name', '/dev/xvda', '--block-device-mappings'],
    `DeviceName=/dev/xvda,Ebs={SnapshotId=${SNAPSHOTS[account] ?? ''}}`,
    ...more,
  )) as { readonly ImageId: string };
  return refOf(account, answer.ImageId);
};

const refOf = (account: string, image: string): ImageRef => ({
  account: AccountId.parse(account),
  region: Region.parse('us-east-1'),
  image: ImageId.parse(image),
});

const share = (ref: ImageRef, added: string): Promise<unknown> =>
  ec2(
    ref.account,
    'modify-image-attribute',
    '--image-id',
    ref.image,
    '--launch-permission',
    `Add=[${added}]`,
  );

/** Something that makes the guard look at an image, and changes nothing that a rule here reads. */
const touch = (ref: ImageRef): Promise<unknown> =>
  ec2(ref.account, 'create-tags', '--resources', ref.image, '--tags', 'Key=Touched,Value=yes');

interface Seen {
  readonly state: string;
  readonly tags: readonly string[];
  readonly deprecated: string | null;
  readonly grants: readonly string[];
}

/** An image as its account's people see it by the CLI. */
const look = async ({ account, image }: ImageRef): Promise<Seen> => {
  const flags = ['--include-disabled', '--include-deprecated'];
  const images = (await ec2(account, 'describe-images', '--image-ids', image, ...flags)) as {
    readonly Images: readonly {
      readonly State: string;
      readonly DeprecationTime?: string;
      readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
    }[];
  };
  const permission = (await ec2(
    account,
    ...['describe-image-attribute', '--image-id', image, '--attribute', 'launchPermission'],
  )) as { readonly LaunchPermissions: readonly Readonly<Record<string, string>>[] };
  const [found] = images.Images;
  if (found === undefined) throw new Error(`${image} is not there`);
  return {
    state: found.State,
    tags: (found.Tags ?? []).map(({ Key, Value }) => `${Key}=${Value}`).toSorted(),
    deprecated: found.DeprecationTime ?? null,
    grants: permission.LaunchPermissions.flatMap((grant) => Object.values(grant)).toSorted(),
  };
};

const findings = (ref: ImageRef | AccountRegion): Promise<readonly FindingRecord[]> =>
  guard.journal.findings(ref);

const findingOf = async (ref: ImageRef | AccountRegion, rule: string): Promise<FindingRecord> => {
  const found = (await findings(ref)).find((record) => record.finding.rule === rule);
  if (found === undefined) throw new Error(`no finding of ${rule}`);
  return found;
};

const ask = async (request: Request): Promise<Answer> => {
  const answer = await handleRequest(request, SOMEBODY, ports);
  await sandbox.hub.idle();
  return answer;
};

/** Undoes all that was done about a rule, the last first, as a person would; answers how each ended. */
const rollBack = async (
  ref: ImageRef | AccountRegion,
  rule: string,
): Promise<readonly Answer['status'][]> => {
  const records = (await findings(ref)).filter((record) => record.finding.rule === rule);
  const entries = new Set(records.flatMap(({ undo }) => undo ?? []));
  const ended: Answer['status'][] = [];
  for (const entry of [...entries].toSorted().toReversed()) {
    ended.push((await ask({ kind: 'rollback', ref, entry, dryRun: false })).status);
  }
  return ended;
};

/** Makes an image as old as if it had been made then; time itself is not to pass for it. */
const madeAt = (ref: ImageRef, createdAt: string): void => {
  const image = sandbox.ec2.images.get(ref.image);
  if (image === null) throw new Error(`${ref.image} is not there`);
  sandbox.ec2.images.place({ ...image, body: { ...image.body, CreationDate: createdAt } });
};
const LONG_AGO = '2026-01-01T00:00:00.000Z';

const pass = async (ms: number): Promise<void> => {
  sandbox.clock.advance(ms);
  await sandbox.hub.idle();
};

describe.skipIf(!hasAwsCli)('by event, undone by a person, and seen by the AWS CLI', () => {
  beforeAll(startAll);
  afterAll(async () => {
    await aws.close();
    await sandbox.close();
  });

  test('revoke-public: what is public is private again, everybody else may still launch it', async () => {
    const ref = await register(GOLDEN, 'public-1');
    await share(ref, `{UserId=${PARTNER}},{OrganizationArn=${OWN}},{OrganizationalUnitArn=${PROD}}`);
    const before = await look(ref);
    sent.length = 0;
    await share(ref, '{Group=all}');
    expect(await look(ref)).toEqual(before);
    expect(sent).toEqual([
      {
        operation: 'ModifyImageAttribute',
        input: { ImageId: ref.image, LaunchPermission: { Remove: [{ Group: 'all' }] } },
      },
    ]);
    expect(await findingOf(ref, 'public-sharing')).toMatchObject({ status: 'fixed' });

    expect(await rollBack(ref, 'public-sharing')).toEqual(['done']);
    expect(await look(ref)).toEqual({ ...before, grants: [...before.grants, 'all'].toSorted() });
  });

  test('revoke-unlisted: of all four kinds of principal only the failing go, in one request', async () => {
    const ref = await register(WEB, 'shared-1');
    sent.length = 0;
    await share(
      ref,
      [
        `{UserId=${PARTNER}},{UserId=${STRANGER}},{UserId=${GOLDEN}},{OrganizationArn=${OWN}}`,
        `{OrganizationArn=${OTHERS}},{OrganizationalUnitArn=${PROD}},{OrganizationalUnitArn=${OTHER_UNIT}}`,
      ].join(','),
    );
    const approved = [GOLDEN, PARTNER, OWN, PROD];
    expect((await look(ref)).grants).toEqual(approved.toSorted());
    expect(sent).toEqual([
      {
        operation: 'ModifyImageAttribute',
        input: {
          ImageId: ref.image,
          LaunchPermission: {
            Remove: [
              { UserId: STRANGER },
              { OrganizationArn: OTHERS },
              { OrganizationalUnitArn: OTHER_UNIT },
            ],
          },
        },
      },
    ]);

    expect(await rollBack(ref, 'sharing')).toEqual(['done']);
    expect((await look(ref)).grants).toEqual([...approved, STRANGER, OTHERS, OTHER_UNIT].toSorted());
  });

  test('revoke-unlisted: of a thousand grants of which three fail, three go, in one request', async () => {
    const ref = await register(WEB, 'shared-thousand');
    const strangers = [STRANGER, '012345678902', '012345678903'];
    sent.length = 0;
    await share(ref, [...APPROVED, ...strangers].map((id) => `{UserId=${id}}`).join(','));
    expect(sent).toEqual([
      {
        operation: 'ModifyImageAttribute',
        input: {
          ImageId: ref.image,
          LaunchPermission: { Remove: strangers.map((UserId) => ({ UserId })) },
        },
      },
    ]);
    expect((await look(ref)).grants).toEqual(APPROVED);
    expect(await rollBack(ref, 'sharing')).toEqual(['done']);
    expect((await look(ref)).grants).toEqual([...strangers, ...APPROVED].toSorted());
  });

  test('revoke-snapshot-shares: who may not launch the image may not copy its snapshot either', async () => {
    const ref = await register(GOLDEN, 'open-snapshot');
    const snapshot = SNAPSHOTS[GOLDEN] ?? '';
    const attribute = ['--snapshot-id', snapshot, '--attribute', 'createVolumePermission'];
    const sharesOf = async (): Promise<readonly string[]> => {
      const answer = (await ec2(GOLDEN, 'describe-snapshot-attribute', ...attribute)) as {
        readonly CreateVolumePermissions: readonly Readonly<Record<string, string>>[];
      };
      return answer.CreateVolumePermissions.flatMap((one) => Object.values(one)).toSorted();
    };
    await ec2(
      GOLDEN,
      'modify-snapshot-attribute',
      ...attribute,
      '--operation-type',
      'add',
      '--user-ids',
      WEB,
    );
    expect(await sharesOf()).toEqual([WEB]);
    sent.length = 0;
    await ec2(
      GOLDEN,
      ...['modify-snapshot-attribute', ...attribute, '--operation-type', 'add', '--user-ids', STRANGER],
    );
    expect(await sharesOf()).toEqual([WEB]);
    expect(sent.map(({ operation }) => operation)).toEqual(['ModifySnapshotAttribute']);
    // The snapshot backs several images: whichever was looked at first has done it.
    const done = await Promise.all(
      [ref, refOf(GOLDEN, 'ami-0aaaaaaaaaaaaaa01')].map(async (image) =>
        (await findings(image)).some(
          (record) => record.undo !== null && record.finding.rule === 'snapshot-sharing',
        )
          ? image
          : null,
      ),
    );
    const [image] = done.filter((one) => one !== null);
    if (image === undefined) throw new Error('nobody has done it');
    expect(await rollBack(image, 'snapshot-sharing')).toEqual(['done']);
    expect(await sharesOf()).toEqual([STRANGER, WEB]);
    await ec2(
      GOLDEN,
      ...[
        'modify-snapshot-attribute',
        ...attribute,
        '--operation-type',
        'remove',
        '--user-ids',
        STRANGER,
        WEB,
      ],
    );
  });

  test('add-tags: defaults, the maker from the event; nothing that is there is overwritten, or taken away again', async () => {
    const tags = 'ResourceType=image,Tags=[{Key=Stage,Value=prod}]';
    const ref = await register(WEB, 'tagged-1', '--tag-specifications', tags);
    // CostCenter has no default, and stays a finding.
    expect((await look(ref)).tags).toEqual(['Made=on 2026-11-23', 'Owner=operator', 'Stage=prod']);
    expect(
      (await findings(ref)).map(({ finding: { detail }, status }) => [
        detail.kind === 'tag' ? detail.tag : '',
        status,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['CostCenter', 'open'],
        ['Owner', 'fixed'],
        ['Made', 'fixed'],
      ]),
    );

    await ec2(WEB, 'create-tags', '--resources', ref.image, '--tags', 'Key=Made,Value=by-hand');
    // Two events told of the image, and only one who made it. What somebody has given another value since is theirs.
    expect(await rollBack(ref, 'required-tags')).toEqual(['done', 'unneeded']);
    expect((await look(ref)).tags).toEqual(['Made=by-hand', 'Stage=prod']);
  });

  test('deprecate: a date that the rule allows, and none again', async () => {
    const ref = await register(WEB, 'dated-1');
    const after = await look(ref);
    expect(after.deprecated).toBe('2027-11-23T10:00:00.000Z');
    expect(await findingOf(ref, 'dated')).toMatchObject({ status: 'fixed' });
    expect(await rollBack(ref, 'dated')).toEqual(['done']);
    expect(await look(ref)).toEqual({ ...after, deprecated: null });
  });

  test('disable: nobody can launch it, and undone it is shared as it was', async () => {
    const ref = await register(WEB, 'retired-1');
    await share(ref, `{UserId=${PARTNER}},{OrganizationArn=${OWN}},{OrganizationalUnitArn=${PROD}}`);
    madeAt(ref, LONG_AGO);
    const before = await look(ref);
    await touch(ref);
    expect(await look(ref)).toEqual({ ...before, state: 'disabled', grants: [], tags: ['Touched=yes'] });
    expect(await findingOf(ref, 'retired')).toMatchObject({ status: 'fixed' });

    expect(await rollBack(ref, 'retired')).toEqual(['done']);
    expect(await look(ref)).toEqual({ ...before, tags: ['Touched=yes'] });
    expect(await findingOf(ref, 'retired')).toMatchObject({ status: 'open' });
  });

  const ruleArgs = ['--resource-type', 'EC2_IMAGE', '--retention-period'];

  test('deregister: once nobody uses it by what was read, into the Recycle Bin, and back with grants and tags', async () => {
    const tags = 'ResourceType=image,Tags=[{Key=Keep,Value=yes},{Key=Team,Value=data}]';
    const ref = await register(DATA, 'outdated-1', '--tag-specifications', tags);
    await share(ref, `{UserId=${PARTNER}},{OrganizationArn=${OWN}}`);
    madeAt(ref, LONG_AGO);
    await touch(ref);
    const before = await look(ref);
    expect(before.state).toBe('available');
    expect(await findingOf(ref, 'outdated')).toMatchObject({
      status: 'open',
      outcome: {
        kind: 'refused',
        reason:
          'Nobody knows yet which other accounts use it: a report was asked for, and is looked at when AWS has made it.',
      },
    });
    expect(await ec2(DATA, 'describe-image-usage-reports', '--image-ids', ref.image)).toMatchObject({
      ImageUsageReports: [{ ImageId: ref.image, State: 'pending' }],
    });

    await pass(6 * HOUR_MS + 60_000);
    await expect(look(ref)).rejects.toThrow('InvalidAMIID');
    expect(await ec2(DATA, 'list-images-in-recycle-bin')).toMatchObject({ Images: [{ ImageId: ref.image }] });
    const done = await findingOf(ref, 'outdated');
    expect(done).toMatchObject({ status: 'fixed', outcome: { kind: 'done' } });
    // What the Recycle Bin would do was known, and stands in the journal, before it was done.
    const entries = await guard.journal.entries(ref);
    expect(entries.filter(({ kind }) => kind === 'intent').at(-1)).toMatchObject({
      action: { action: 'deregister', writes: [{ kind: 'registration', to: 'deregistered', keptDays: 7 }] },
    });

    expect(await rollBack(ref, 'outdated')).toEqual(['done']);
    expect(await look(ref)).toEqual(before);
    expect(await ec2(DATA, 'list-images-in-recycle-bin')).toEqual({ Images: [] });
    // Its coming back is no reason to take it away again.
    await pass(HOUR_MS);
    expect(await look(ref)).toEqual(before);
  });

  test('deregister: not what another account uses', async () => {
    const ref = await register(DATA, 'outdated-used');
    await share(ref, `{UserId=${PARTNER}}`);
    await ec2(
      PARTNER,
      ...['create-launch-template', '--launch-template-name', 'theirs', '--launch-template-data'],
      `{"ImageId":"${ref.image}"}`,
    );
    madeAt(ref, LONG_AGO);
    await touch(ref);
    await pass(6 * HOUR_MS + 60_000);
    expect((await look(ref)).state).toBe('available');
    const { outcome } = await findingOf(ref, 'outdated');
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(outcome)).toContain(`${PARTNER} (ec2:LaunchTemplate: 1)`);
  });

  test('deregister: not for good, and that is said; once a rule of the Recycle Bin is there it is done', async () => {
    const ref = await register(WEB, 'outdated-2');
    madeAt(ref, LONG_AGO);
    await touch(ref);
    await pass(6 * HOUR_MS + 60_000);
    expect((await look(ref)).state).toBe('available');
    expect((await findingOf(ref, 'outdated')).outcome).toEqual({
      kind: 'refused',
      reason:
        'It would be gone for good: no rule of the Recycle Bin matches it. The policy allows that by `withoutRecycleBin: true`.',
    });
    expect(await ec2(WEB, 'describe-image-usage-reports', '--image-ids', ref.image)).toEqual({
      ImageUsageReports: [],
    });

    const period = ['RetentionPeriodValue=3,RetentionPeriodUnit=DAYS', '--resource-tags'];
    const pair = 'ResourceTagKey=Touched,ResourceTagValue=yes';
    await cli(WEB, 'us-east-1', 'rbin', 'create-rule', ...ruleArgs, ...period, pair);
    await touch(ref);
    await pass(6 * HOUR_MS + 60_000);
    await expect(look(ref)).rejects.toThrow('InvalidAMIID');
    expect(await rollBack(ref, 'outdated')).toEqual(['done']);
    expect((await look(ref)).state).toBe('available');
  });

  test('the rules of the Recycle Bin are those that its own commands make', async () => {
    const rbin = (...args: readonly string[]): Promise<unknown> => cli(PARTNER, 'us-west-2', 'rbin', ...args);
    const made = (await rbin(
      ...['create-rule', ...ruleArgs, 'RetentionPeriodValue=5,RetentionPeriodUnit=DAYS'],
      ...['--exclude-resource-tags', 'ResourceTagKey=Temp,ResourceTagValue=yes'],
    )) as { readonly Identifier: string };
    const id = made.Identifier;
    expect(await rbin('list-rules', '--resource-type', 'EC2_IMAGE', '--query', 'Rules[].Identifier')).toEqual(
      [id],
    );
    expect(await rbin('list-rules', '--resource-type', 'EBS_SNAPSHOT', '--query', 'Rules')).toEqual([]);
    expect(await rbin('get-rule', '--identifier', id)).toMatchObject({
      Status: 'available',
      RetentionPeriod: { RetentionPeriodValue: 5, RetentionPeriodUnit: 'DAYS' },
      ExcludeResourceTags: [{ ResourceTagKey: 'Temp', ResourceTagValue: 'yes' }],
    });
    await rbin('delete-rule', '--identifier', id);
    await expect(rbin('get-rule', '--identifier', id)).rejects.toThrow('ResourceNotFoundException');
    const snapshots = ['--resource-type', 'EBS_SNAPSHOT', '--retention-period'];
    await expect(
      rbin('create-rule', ...snapshots, 'RetentionPeriodValue=5,RetentionPeriodUnit=DAYS'),
    ).rejects.toThrow('ValidationException');
  });

  test('deregister: not what is protected', async () => {
    const ref = await register(DATA, 'outdated-protected');
    await ec2(DATA, 'enable-image-deregistration-protection', '--image-id', ref.image, '--with-cooldown');
    madeAt(ref, LONG_AGO);
    await touch(ref);
    await pass(6 * HOUR_MS + 60_000);
    expect((await look(ref)).state).toBe('available');
    expect(JSON.stringify((await findingOf(ref, 'outdated')).outcome)).toContain(
      'Deregistration protection is on',
    );
  });

  describe('the guard rails, with AWS’s token buckets', () => {
    const place: AccountRegion = { account: AccountId.parse(WEB), region: Region.parse('eu-west-1') };
    const rails = (...args: readonly string[]): Promise<unknown> => cli(WEB, 'eu-west-1', 'ec2', ...args);

    beforeAll(() => {
      sandbox.faults.spec = { ...NO_FAULTS, throttle: 'aws' };
    });
    afterAll(() => {
      sandbox.faults.clear();
    });

    test.each([
      [
        'image-block-public-access',
        ['disable-image-block-public-access'],
        ['get-image-block-public-access-state', '--query', 'ImageBlockPublicAccessState'],
        'unblocked',
        'block-new-sharing',
      ],
      [
        'snapshot-block-public-access',
        ['disable-snapshot-block-public-access'],
        ['get-snapshot-block-public-access-state', '--query', 'State'],
        'unblocked',
        'block-all-sharing',
      ],
      [
        'ebs-encryption',
        ['disable-ebs-encryption-by-default'],
        ['get-ebs-encryption-by-default', '--query', 'EbsEncryptionByDefault'],
        false,
        true,
      ],
    ] as const)(
      '%s is up again, and down once more when that is undone',
      async (guardrail, down, read, off, on) => {
        sandbox.calls.clear();
        await rails(...down);
        expect(await rails(...read)).toBe(on);
        const recordOf = async (): Promise<FindingRecord | undefined> =>
          (await findings(place)).find(
            ({ finding: { detail } }) => detail.kind === 'guardrail' && detail.guardrail === guardrail,
          );
        const record = await recordOf();
        expect(record).toMatchObject({ status: 'fixed' });
        await pass(11_000);
        const entry = record?.undo ?? '';
        expect((await ask({ kind: 'rollback', ref: place, entry, dryRun: false })).status).toBe('done');
        expect(await rails(...read)).toBe(off);
        expect(await recordOf()).toMatchObject({ status: 'open' });
        expect(sandbox.calls.all().filter(({ error }) => error === 'RequestLimitExceeded')).toEqual([]);
      },
    );
  });

  test('request-quota-increase: only when a person asks for it, and not to be undone', async () => {
    sandbox.quotas.apply(AccountId.parse(WEB), Region.parse('us-east-1'), 'L-70015FFA', 4);
    const ref = await register(WEB, 'much-shared');
    await share(ref, `{UserId=${PARTNER}},{OrganizationArn=${OWN}},{OrganizationalUnitArn=${PROD}}`);
    expect(await findingOf(ref, 'quota')).toMatchObject({ status: 'open' });
    const history = async (): Promise<unknown> =>
      cli(
        WEB,
        'us-east-1',
        ...['service-quotas', 'list-requested-service-quota-change-history', '--service-code', 'ec2'],
        ...['--query', 'RequestedQuotas[].[QuotaCode,DesiredValue,Status]'],
      );
    expect(await history()).toEqual([]);

    const asked: Request = { kind: 'remediate', ref, rule: 'quota', dryRun: false };
    expect((await ask(asked)).status).toBe('done');
    expect(await history()).toEqual([['L-70015FFA', 8, 'PENDING']]);
    // Asked for again, it is not sent again.
    expect((await ask(asked)).status).not.toBe('refused');
    expect(await history()).toEqual([['L-70015FFA', 8, 'PENDING']]);
    const entries = await guard.journal.entries(ref);
    const done = entries.findLast((entry) => entry.kind === 'outcome' && entry.outcome.kind === 'done');
    const back = await ask({ kind: 'rollback', ref, entry: done?.id ?? '', dryRun: false });
    expect(back.status).toBe('refused');
    expect(await history()).toEqual([['L-70015FFA', 8, 'PENDING']]);
  });
});
