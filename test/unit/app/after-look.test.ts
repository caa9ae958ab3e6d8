import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterLook, type EventLook } from '../../../lib/app/inventory/after-look.ts';
import type { Actor, ImageChange } from '../../../lib/model/change.ts';
import type { ImageState } from '../../../lib/model/image.ts';
import type { KnownImage } from '../../../lib/model/inventory.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import { bare, here, refOf } from '../../contract/inventory-samples.ts';
import { COLLEAGUE, PUBLIC } from './stage.ts';

const REF = refOf(1);
const SEEN_AT = '2026-11-23T10:00:00.000Z';
const NOW = '2026-11-23T10:00:01.000Z';
const EARLIER = '2026-11-22T10:00:00.000Z';
const UNREAD = { kind: 'unread' } as const;
const DENIED = {
  kind: 'fault',
  operation: 'DescribeImageAttribute',
  code: 'UnauthorizedOperation',
  message: 'no',
  retryable: false,
} as const;

const REFUSED = { kind: 'refused', code: 'Client.UnauthorizedOperation', message: 'no' } as const;

const alice: Actor = {
  kind: 'user',
  arn: 'arn:aws:iam::111122223333:user/alice',
  name: 'alice',
  account: here.account,
  service: null,
  sourceIp: null,
  userAgent: null,
  console: false,
};

const shared: ImageChange = {
  kind: 'change',
  event: 'ModifyImageAttribute',
  eventId: 'e-1',
  requestId: 'r-1',
  at: '2026-11-23T09:59:50.000Z',
  ...here,
  images: [REF.image],
  snapshots: [],
  instances: [],
  actor: alice,
  outcome: { kind: 'done' },
  touches: ['launchPermission'],
  detail: { kind: 'shared', added: [COLLEAGUE], removed: [] },
};
const created: ImageChange = {
  ...shared,
  event: 'CreateImage',
  touches: ['image', 'launchPermission', 'snapshots', 'snapshotSharing'],
  detail: { kind: 'created', from: 'create', source: null, sourceRegion: null },
};
const tagged: ImageChange = {
  ...shared,
  event: 'CreateTags',
  touches: ['image'],
  detail: { kind: 'tagged', set: {}, deleted: [] },
};
const exported: ImageChange = {
  ...shared,
  event: 'ExportImage',
  touches: ['exports'],
  detail: { kind: 'exported', how: 'export', bucket: null },
};
const deregistered: ImageChange = {
  ...created,
  event: 'EC2 AMI State Change',
  actor: null,
  detail: { kind: 'state', state: 'deregistered', message: null },
};

const stateOf = (over: Partial<ImageState>): ImageState => ({
  ref: REF,
  observedAt: SEEN_AT,
  image: UNREAD,
  launchPermission: UNREAD,
  snapshots: UNREAD,
  ...over,
});
const look = (change: ImageChange, over: Partial<EventLook>): EventLook => ({
  ref: REF,
  change,
  seen: null,
  isWhole: true,
  mayLag: true,
  now: NOW,
  ...over,
});
const saw = (over: Partial<ImageState>) => ({ seen: { kind: 'state' as const, state: stateOf(over) } });
const gone = { seen: { kind: 'gone' as const, observedAt: SEEN_AT } };
const permission = (...value: readonly (typeof COLLEAGUE)[]) => ({
  launchPermission: { kind: 'known' as const, value },
});

/** Private, seen whole a day ago. */
const KNOWN: KnownImage = {
  ref: REF,
  facts: {
    image: { value: bare, readAt: EARLIER },
    launchPermission: { value: [], readAt: EARLIER },
    snapshotSharing: { value: [], readAt: EARLIER },
  },
  firstSeen: EARLIER,
  createdBy: null,
  dirtySince: null,
  misses: 1,
};

describe('an image that was not known', () => {
  it('is kept with who made it, and counts', () => {
    const image = { kind: 'known' as const, value: bare };
    expect(afterLook(null, look(created, saw({ image, ...permission() })))).toEqual({
      kind: 'put',
      image: {
        ref: REF,
        facts: {
          image: { value: bare, readAt: SEEN_AT },
          launchPermission: { value: [], readAt: SEEN_AT },
        },
        firstSeen: NOW,
        createdBy: alice,
        dirtySince: null,
        misses: 0,
      },
      counts: { amis: 1 },
    });
  });

  it('has no maker in who only shared it, and counts as public by its launch permission alone', () => {
    const keeping = afterLook(null, look(shared, saw(permission(COLLEAGUE, PUBLIC))));
    expect(keeping).toMatchObject({ image: { createdBy: null }, counts: { amis: 1, 'public-amis': 1 } });
  });

  it.each([
    ['is gone', gone],
    ['could not be read', saw({ launchPermission: DENIED })],
    ['was looked at by nobody', {}],
    ['could not be judged', { isWhole: false }],
  ])('is left alone when it %s', (_, over) => {
    expect(afterLook(null, look(created, over))).toEqual({ kind: 'leave' });
  });
});

describe('a known image', () => {
  it('takes the later look at each fact, and counts when it becomes public', () => {
    expect(afterLook(KNOWN, look(shared, saw(permission(COLLEAGUE, PUBLIC))))).toEqual({
      kind: 'put',
      image: {
        ...KNOWN,
        facts: { ...KNOWN.facts, launchPermission: { value: [COLLEAGUE, PUBLIC], readAt: SEEN_AT } },
        misses: 0,
      },
      counts: { 'public-amis': 1 },
    });
  });

  it('keeps what was seen later than this look, and does not count twice', () => {
    const later = '2026-11-23T10:05:00.000Z';
    const known = {
      ...KNOWN,
      facts: { ...KNOWN.facts, launchPermission: { value: [PUBLIC], readAt: later } },
    };
    const keeping = afterLook(known, look(shared, saw(permission(COLLEAGUE))));
    expect(keeping).toMatchObject({ image: { facts: known.facts }, counts: {} });
  });

  it('counts no more as public when the share is taken back', () => {
    const known = {
      ...KNOWN,
      facts: { ...KNOWN.facts, launchPermission: { value: [PUBLIC], readAt: EARLIER } },
    };
    const keeping = afterLook(known, look(shared, saw(permission(COLLEAGUE))));
    expect(keeping).toMatchObject({ counts: { 'public-amis': -1 } });
  });

  it('is dropped with its counts when it is gone', () => {
    const known = { ...KNOWN, facts: { image: { value: { ...bare, public: true }, readAt: EARLIER } } };
    expect(afterLook(known, look(deregistered, gone))).toEqual({
      kind: 'drop',
      counts: { amis: -1, 'public-amis': -1 },
    });
  });

  it('is in doubt, not dropped, when the event says that it is there and the read may lag', () => {
    expect(afterLook(KNOWN, look(tagged, gone))).toEqual({
      kind: 'put',
      image: { ...KNOWN, dirtySince: NOW },
      counts: {},
    });
    expect(afterLook(KNOWN, look(tagged, { ...gone, mayLag: false }))).toMatchObject({ kind: 'drop' });
  });
});

describe('a doubt', () => {
  it.each([
    ['the event could not be judged in full', shared, { ...saw(permission(COLLEAGUE)), isWhole: false }],
    ['what was touched could not be read', shared, saw({ launchPermission: DENIED })],
    ['EC2 answered with what was before', shared, saw(permission())],
    ['nobody looked, because no rule asks or because we wrote it ourselves', shared, {}],
    ['nobody looked at what the next list of images will show as changed', tagged, {}],
  ])('comes up when %s', (_, change, over) => {
    const keeping = afterLook(KNOWN, look(change, over));
    expect(keeping).toMatchObject({ image: { dirtySince: NOW }, counts: {} });
  });

  it.each([
    ['what was touched is not held', exported, {}],
    ['AWS refused the call and nobody looked', { ...shared, outcome: REFUSED }, {}],
  ])('does not come up when %s', (_, change, over) => {
    expect(afterLook(KNOWN, look(change, over))).toEqual({ kind: 'leave' });
  });

  it('stays until everything was read after it', () => {
    const known = { ...KNOWN, dirtySince: '2026-11-23T09:00:00.000Z' };
    const one = afterLook(known, look(shared, saw(permission(COLLEAGUE))));
    expect(one).toMatchObject({ image: { dirtySince: '2026-11-23T09:00:00.000Z' } });
    const all = saw({
      ...permission(COLLEAGUE),
      image: { kind: 'known', value: bare },
      snapshotSharing: { kind: 'known', value: [] },
    });
    expect(afterLook(known, look(shared, all))).toMatchObject({ image: { dirtySince: null } });
  });

  it('that comes up again counts from the later time: what was read in between is no better', () => {
    const known = { ...KNOWN, dirtySince: '2026-11-23T09:00:00.000Z' };
    expect(afterLook(known, look(shared, {}))).toMatchObject({ image: { dirtySince: NOW } });
  });
});

describe('looks that arrive in any order, some of them twice', () => {
  const GRANTS: readonly (readonly Principal[])[] = [[], [COLLEAGUE], [PUBLIC], [COLLEAGUE, PUBLIC]];
  const at = (second: number): string => new Date(Date.parse(SEEN_AT) + second * 1_000).toISOString();
  /** A share that was made and seen in this second of the hour. */
  const lookAt = (second: number, grants: readonly Principal[]): EventLook =>
    look(
      {
        ...shared,
        at: at(second),
        eventId: `e-${String(second)}`,
        detail: { kind: 'shared', added: [], removed: [] },
      },
      {
        seen: {
          kind: 'state',
          state: stateOf({ observedAt: at(second), launchPermission: { kind: 'known', value: grants } }),
        },
        now: at(second),
      },
    );
  const keepAll = (looks: readonly EventLook[]) => {
    let known: KnownImage | null = KNOWN;
    let publicImages = 0;
    for (const one of looks) {
      const keeping = afterLook(known, one);
      if (keeping.kind === 'put') known = keeping.image;
      if (keeping.kind !== 'leave') publicImages += keeping.counts['public-amis'] ?? 0;
    }
    return { permission: known.facts.launchPermission, publicImages };
  };

  // Of A, B, A the second A has to be written though nothing differs, or a B that comes late would lie on top of it.
  it('leave what was seen last, and its count, even where it was so before', () => {
    const seen = fc.array(fc.constantFrom(...GRANTS), { minLength: 1, maxLength: 5 });
    const arrivals = fc.array(fc.nat(4), { maxLength: 10 });
    fc.assert(
      fc.property(seen, arrivals, (grants, again) => {
        const looks = grants.map((grant, second) => lookAt(second, grant));
        const extra = again.flatMap((index) => looks[index % looks.length] ?? []);
        const inOrder = keepAll(looks);
        expect(keepAll([...extra, ...looks.toReversed(), ...extra])).toEqual(inOrder);
        expect(inOrder.permission?.value).toEqual(grants.at(-1));
        expect(inOrder.publicImages).toBe(Number(grants.at(-1)?.includes(PUBLIC)));
      }),
    );
  });
});
