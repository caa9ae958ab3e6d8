import { describe, expect, it } from 'vitest';
import { creatorOf } from '../../../lib/app/creator-of.ts';
import { ownershipOf } from '../../../lib/app/own-change.ts';
import type { Actor, ImageChange } from '../../../lib/model/change.ts';
import { AccountId, ImageId, Region, SnapshotId } from '../../../lib/model/ids.ts';
import type { Cause, JournalEntry } from '../../../lib/model/journal.ts';
import type { Write } from '../../../lib/model/plan.ts';
import { subjectKey, type ImageRef } from '../../../lib/model/subject.ts';
import type { Journal } from '../../../lib/ports/journal.ts';

const ref: ImageRef = {
  account: AccountId.parse('222233334444'),
  region: Region.parse('eu-west-1'),
  image: ImageId.parse('ami-0123456789abcdef0'),
};
const AT = '2026-11-23T10:00:00.000Z';
const NATIVE = 'EC2 AMI State Change';

const actor = (arn: string, name = 'x'): Actor => ({
  kind: 'role',
  arn,
  name,
  account: ref.account,
  service: null,
  sourceIp: null,
  userAgent: null,
  console: false,
});
const WRITER = actor('arn:aws:sts::222233334444:assumed-role/ami-warden-writer/ami-warden-remediate');
const SOMEBODY = actor('arn:aws:sts::222233334444:assumed-role/admin/alice');

const change = (over: Partial<ImageChange>): ImageChange => ({
  kind: 'change',
  event: NATIVE,
  eventId: 'e-1',
  requestId: 'r-1',
  at: AT,
  account: ref.account,
  region: ref.region,
  images: [ref.image],
  snapshots: [],
  instances: [],
  actor: null,
  outcome: { kind: 'done' },
  touches: [],
  detail: { kind: 'state', state: 'available', message: null },
  ...over,
});

const intent = (write: Write, at = AT): JournalEntry => ({
  id: 'i-1',
  at,
  ref,
  kind: 'intent',
  planId: 'p',
  action: { action: 'rollback', rule: 'r', writes: [write], findings: [], limitPerHour: null },
  before: {},
});

/** Whose a change is, when these requests of ours are remembered, by subject, and these entries are in the journal. */
const ownership = (given: ImageChange, own: readonly string[], entries: readonly JournalEntry[] = []) => {
  const journal: Partial<Journal> = {
    isOwnRequest: (subject, request) => Promise.resolve(own.includes(`${subjectKey(subject)} ${request}`)),
    entries: () => Promise.resolve(entries),
  };
  return ownershipOf(ref, given, {
    journal: journal as Journal,
    clock: { now: () => new Date('2026-11-23T10:01:00.000Z') },
    writerRoleName: 'ami-warden-writer',
  });
};
const OURS = '222233334444/eu-west-1/ami-0123456789abcdef0 r-1';
const OF_PLACE = '222233334444/eu-west-1 r-1';

describe('a change by a call', () => {
  const shared = change({
    event: 'ModifyImageAttribute',
    actor: WRITER,
    detail: { kind: 'shared', added: [], removed: [{ kind: 'public' }] },
  });

  it('is our own by our role and a request that is remembered of this subject', async () => {
    expect(await ownership(shared, [OURS])).toBe('own');
  });

  it('is our own while its request id is not noted yet', async () => {
    const write: Write = { kind: 'launch-permission', add: [], remove: [{ kind: 'public' }] };
    expect(await ownership(shared, [], [intent(write)])).toBe('own');
    expect(await ownership(shared, [], [intent(write, '2026-11-23T09:50:00.000Z')])).toBe('none');
  });

  it.each([
    ['another role', { ...shared, actor: SOMEBODY }, [OURS]],
    [
      'our role, by a request of which we know nothing',
      shared,
      ['222233334444/eu-west-1/ami-0123456789abcdef0 r-2'],
    ],
    ['our role, without a request', { ...shared, requestId: null }, [OURS]],
    ['our role, by a request of another subject', shared, [OF_PLACE]],
  ] as const)('is not by %s', async (_, given, own) => {
    expect(await ownership(given, own)).toBe('none');
  });

  it('of a copy is our own by its original, whose id alone the call knew', async () => {
    const original = ImageId.parse('ami-0ccccccccccccccc1');
    const copied = (source: string | null, from: 'copy' | 'create' = 'copy'): ImageChange =>
      change({
        event: 'CopyImage',
        actor: WRITER,
        detail: { kind: 'created', from, source, sourceRegion: ref.region },
      });
    const own = [`222233334444/eu-west-1/${original} r-1`];
    expect(await ownership(copied(original), own)).toBe('own');
    expect(await ownership(copied('ami-0ccccccccccccccc2'), own)).toBe('none');
    expect(await ownership(copied(original, 'create'), own)).toBe('none');
    expect(await ownership(copied(null), own)).toBe('none');
    expect(await ownership({ ...copied(original), actor: SOMEBODY }, own)).toBe('none');
    // Before its request is noted the original's intent tells.
    const copy: Write = { kind: 'copy', key: 'k', then: 'keep', deregisterAfter: null };
    expect(await ownership(copied(original), [], [intent(copy)])).toBe('own');
  });

  it('of a snapshot is beside the other images that it backs', async () => {
    const snapshots = [SnapshotId.parse('snap-0123456789abcdef0')];
    const of = { ...shared, event: 'ModifySnapshotAttribute', snapshots };
    expect(await ownership(of, [OURS, OF_PLACE])).toBe('own');
    expect(await ownership(of, [OF_PLACE])).toBe('beside');
    expect(await ownership(of, [])).toBe('none');
    expect(await ownership({ ...of, actor: SOMEBODY }, [OF_PLACE])).toBe('none');
  });
});

describe('a state that EC2 tells of by itself', () => {
  it('is beside what we did by a request that is remembered', async () => {
    expect(await ownership(change({}), [OURS])).toBe('beside');
  });

  it.each([
    [{ kind: 'availability', to: 'available' }, 'available'],
    [{ kind: 'availability', to: 'disabled' }, 'disabled'],
    [{ kind: 'registration', to: 'restored' }, 'available'],
    [{ kind: 'registration', to: 'deregistered' }, 'deregistered'],
  ] as const)('is so while the request of %j is not noted yet', async (write, state) => {
    const told = change({ detail: { kind: 'state', state, message: null } });
    expect(await ownership(told, [], [intent(write)])).toBe('beside');
    expect(await ownership(told, [], [intent({ kind: 'deprecation', at: null })])).toBe('none');
    const other = change({ detail: { kind: 'state', state: 'failed', message: null } });
    expect(await ownership(other, [], [intent(write)])).toBe('none');
  });

  it('is anybody’s otherwise', async () => {
    expect(await ownership(change({}), [])).toBe('none');
    expect(await ownership(change({ requestId: null }), [OURS])).toBe('none');
    expect(await ownership(change({ detail: { kind: 'recheck', dueAt: AT } }), [OURS])).toBe('none');
  });
});

describe('who made an image', () => {
  const cause = (event: string, name: string | null): Cause => ({
    event,
    eventId: 'e',
    at: AT,
    actor: name === null ? null : actor('arn', name),
    refused: null,
  });

  it.each(['CreateImage', 'CopyImage', 'RegisterImage', 'ImportImage', 'CreateRestoreImageTask'])(
    'is who called %s',
    (event) => {
      expect(creatorOf([cause(event, 'alice')])).toBe('alice');
    },
  );

  it.each(['CreateTags', 'CreateStoreImageTask', 'RestoreImageFromRecycleBin', NATIVE, 'Recheck'])(
    'is not who called %s',
    (event) => {
      expect(creatorOf([cause(event, 'bob')])).toBeNull();
    },
  );

  it('is remembered by what was found then', () => {
    expect(creatorOf([cause('Recheck', null), cause('CreateTags', 'bob'), cause('CopyImage', 'alice')])).toBe(
      'alice',
    );
    expect(creatorOf([cause('CreateImage', null), cause('RegisterImage', 'carol')])).toBe('carol');
    expect(creatorOf([])).toBeNull();
  });
});
