import { beforeEach, describe, expect, test } from 'vitest';
import { handleChange } from '../../../lib/app/handle-change.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { KnownImage } from '../../../lib/model/inventory.ts';
import { emptyPlace } from '../../../lib/model/known-place.ts';
import type { CountChange, Inventory } from '../../../lib/ports/inventory.ts';
import { journals } from './journals.ts';
import { COLLEAGUE, POLICY, PUBLIC, REF, shareEvent, Stage } from './stage.ts';

const PLACE = { account: REF.account, region: REF.region };
const SHARED = shareEvent([{ group: 'all' }]);

const journal = journals();
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(await journal(), [PUBLIC]);
  const { inventory } = stage.estate;
  await inventory.putPlace(
    {
      ...emptyPlace(PLACE),
      counts: [
        { quota: 'amis', used: 7, countedAt: '2026-11-23T00:00:00.000Z' },
        { quota: 'public-amis', used: 1, countedAt: '2026-11-23T00:00:00.000Z' },
      ],
    },
    0,
  );
});

const guard = (body = SHARED) => handleChange(body, stage.guard());
const recheck = () => {
  const now = new Date(stage.time).toISOString();
  return JSON.stringify(recheckEnvelope(REF, now, now));
};
const counts = async (): Promise<CountChange> => {
  const { value } = await stage.estate.inventory.place(PLACE);
  return Object.fromEntries(value.counts.map(({ quota, used }) => [quota, used]));
};
const imageSeen = (readAt: string): KnownImage => ({
  ref: REF,
  facts: { launchPermission: { value: [], readAt } },
  firstSeen: readAt,
  createdBy: null,
  dirtySince: null,
  misses: 0,
});
const known = async () => (await stage.estate.inventory.image(REF))?.value ?? null;
const faults = (): readonly string[] =>
  stage.happenings.flatMap((happening) => (happening.kind === 'fault' ? [happening.where] : []));

describe('what an event showed', () => {
  test('is kept, and counted once however often the event comes', async () => {
    await guard();
    await guard();
    expect((await known())?.facts.launchPermission?.value).toEqual([PUBLIC]);
    expect(await counts()).toEqual({ amis: 8, 'public-amis': 2 });
  });

  test('is counted once when two workers have the event at the same time', async () => {
    await Promise.all([guard(), guard(), guard()]);
    expect(await counts()).toEqual({ amis: 8, 'public-amis': 2 });
  });

  test('follows what is so: taken back, and gone', async () => {
    await guard();
    stage.grants = [COLLEAGUE];
    stage.time += 60_000;
    await guard(recheck());
    expect(await counts()).toEqual({ amis: 8, 'public-amis': 1 });
    stage.gone = true;
    stage.time += 60_000;
    await guard(recheck());
    expect(await known()).toBeNull();
    expect(await counts()).toEqual({ amis: 7, 'public-amis': 1 });
  });

  test('is in doubt when it could not be read, and clear again after the next delivery', async () => {
    await guard(recheck());
    stage.faults = { launchPermission: { code: 'RequestLimitExceeded', retryable: true } };
    stage.time += 60_000;
    await expect(guard()).rejects.toThrow(/RequestLimitExceeded/);
    expect((await known())?.dirtySince).not.toBeNull();
    stage.faults = {};
    stage.time += 60_000;
    await guard(recheck());
    expect((await known())?.dirtySince).toBeNull();
  });

  test('of no use to any rule leaves a mark on what is held of it', async () => {
    await guard();
    stage.policy = { ...POLICY, rules: [] };
    stage.time += 60_000;
    await guard();
    expect((await known())?.dirtySince).not.toBeNull();
  });
});

describe('while an image is looked at', () => {
  test('what another worker keeps of it is not written over, and counted once', async () => {
    const ports = stage.guard();
    const { reader } = ports;
    let others = 0;
    const observe: typeof reader.observe = async (ref, facts) => {
      others += 1;
      if (others === 1) await guard();
      return reader.observe(ref, facts);
    };
    await handleChange(SHARED, { ...ports, reader: { ...reader, observe } });
    expect(others).toBeGreaterThan(0);
    expect((await known())?.facts.launchPermission?.value).toEqual([PUBLIC]);
    expect(await counts()).toEqual({ amis: 8, 'public-amis': 2 });
  });

  test('what another worker keeps of it is put in doubt by an event that nobody looked after', async () => {
    stage.policy = { ...POLICY, rules: [] };
    const ports = stage.guard();
    const { inventory } = ports;
    let reads = 0;
    const image: Inventory['image'] = async (ref) => {
      reads += 1;
      const before = await inventory.image(ref);
      // Kept just after it was read as unknown.
      if (reads === 1) await inventory.putImage(imageSeen(new Date(stage.time - 1).toISOString()), 0);
      return before;
    };
    await handleChange(SHARED, { ...ports, inventory: { ...inventory, image } });
    expect((await known())?.dirtySince).not.toBeNull();
  });
});

describe('a place', () => {
  const heardAt = async () => (await stage.estate.inventory.place(PLACE)).value.heardAt;

  test('was heard from at its events, to half a day, and not at our own timers', async () => {
    await guard(recheck());
    expect(await heardAt()).toBeNull();
    await guard();
    const first = await heardAt();
    expect(first).toMatch(/^2026-11-23T10:00:0/);
    stage.time += 11 * 3_600_000;
    await guard();
    expect(await heardAt()).toBe(first);
    stage.time += 3_600_000;
    await guard();
    expect(await heardAt()).toMatch(/^2026-11-23T22:00:0/);
  });

  test('has the guard rails that were seen', async () => {
    stage.policy = {
      ...POLICY,
      rules: [
        {
          id: 'guardrails',
          mode: 'notify',
          severity: 'high',
          graceSeconds: 0,
          enforceFrom: null,
          match: null,
          remediation: null,
          source: { file: 'policy.yaml', line: 1, column: 1 },
          parameters: {
            kind: 'guardrails',
            imageBlockPublicAccess: 'block-new-sharing',
            snapshotBlockPublicAccess: null,
            allowedImages: null,
            ebsEncryption: null,
          },
        },
      ],
    };
    const value = { state: 'unblocked', managedBy: 'account' } as const;
    stage.around = { imageBlockPublicAccess: { kind: 'known', value } };
    const body = shareEvent([], {
      eventName: 'DisableImageBlockPublicAccess',
      requestID: 'req-9',
      requestParameters: {},
    });
    await guard(body);
    const { guardrails } = (await stage.estate.inventory.place(PLACE)).value;
    expect(guardrails.imageBlockPublicAccess?.value).toEqual(value);
  });
});

describe('an inventory that fails', () => {
  const broken = (over: Partial<Inventory>) => ({
    ...stage.guard(),
    inventory: { ...stage.estate.inventory, ...over },
  });
  const no = () =>
    Promise.reject(new Fault('PutItem', 'InternalServerError', 'DynamoDB is ill', { retryable: true }));

  test('stops no judging, is told, and the image is looked at once more', async () => {
    await handleChange(SHARED, broken({ image: no, place: no }));
    expect((await stage.journal.findings(REF)).map(({ finding }) => finding.rule)).toContain(
      'public-sharing',
    );
    expect(stage.plans).toHaveLength(1);
    expect(faults()).toEqual([
      'inventory of 111122223333/us-east-1',
      `inventory of 111122223333/us-east-1/${REF.image}`,
    ]);
    expect(stage.recheckOf).toContain(`111122223333/us-east-1/${REF.image}`);
    expect(await known()).toBeNull();
    expect(await counts()).toEqual({ amis: 7, 'public-amis': 1 });
  });

  test('is not asked again and again: the second look is the last', async () => {
    await handleChange(recheck(), broken({ image: no }));
    expect(stage.recheckOf.filter((one) => one.endsWith(REF.image))).toEqual([]);
  });

  test('when it changed the count of a quota, has the place looked at again: the count changes once', async () => {
    stage.policy = {
      ...POLICY,
      rules: POLICY.rules.slice(0, 1).map((rule) => ({
        ...rule,
        id: 'quota',
        parameters: { kind: 'quota', watch: { amis: { warn: 50, critical: 90 } }, forecast: null },
        remediation: null,
      })),
    };
    const made = shareEvent([], {
      eventName: 'RegisterImage',
      requestParameters: {},
      responseElements: { imageId: REF.image },
    });
    await handleChange(made, broken({ place: no }));
    expect(await counts()).toEqual({ amis: 8, 'public-amis': 1 });
    expect(faults()).toContain('quotas of 111122223333/us-east-1');
    expect(stage.recheckOf).toContain('111122223333/us-east-1');
    // The way of the message that comes again changes no count.
    stage.recheckOf.length = 0;
    await handleChange(made, stage.guard());
    expect(stage.recheckOf).not.toContain('111122223333/us-east-1');
  });

  test('is told when others write the same all the time', async () => {
    await handleChange(SHARED, broken({ putImage: () => Promise.resolve(false) }));
    expect(faults()).toEqual([`inventory of 111122223333/us-east-1/${REF.image}`]);
  });
});
