import { describe, expect, it } from 'vitest';
import { revokePublic } from '../../../lib/remediation/actions/revoke-public.ts';
import { revokeSnapshotShares } from '../../../lib/remediation/actions/revoke-snapshot-shares.ts';
import { revokeUnlisted } from '../../../lib/remediation/actions/revoke-unlisted.ts';
import {
  contextOf,
  EVERYBODY,
  FIRST,
  findingOf,
  ORGANIZATION,
  PARTNER,
  principalFinding,
  SECOND,
  STRANGER,
  tagFinding,
  UNIT,
} from './samples.ts';

const all = [UNIT, EVERYBODY, STRANGER, ORGANIZATION].map(principalFinding);

describe('revoke-public', () => {
  it('takes group all and nobody else, whoever else fails', () => {
    expect(revokePublic.plan(all, contextOf('revoke-public'))).toEqual([
      { kind: 'launch-permission', add: [], remove: [EVERYBODY] },
    ]);
  });

  it('does nothing where nobody but accounts fails', () => {
    expect(revokePublic.plan([principalFinding(STRANGER)], contextOf('revoke-public'))).toEqual([]);
  });
});

describe('revoke-unlisted', () => {
  it('takes the accounts, organisations and units that fail in one write, and leaves group all', () => {
    expect(revokeUnlisted.plan(all, contextOf('revoke-unlisted'))).toEqual([
      { kind: 'launch-permission', add: [], remove: [STRANGER, ORGANIZATION, UNIT] },
    ]);
  });

  it('is the same write for the same findings in any order', () => {
    const turned = all.toReversed();
    expect(revokeUnlisted.plan(turned, contextOf('revoke-unlisted'))).toEqual(
      revokeUnlisted.plan(all, contextOf('revoke-unlisted')),
    );
  });

  it('does nothing for findings of another kind', () => {
    expect(revokeUnlisted.plan([tagFinding('Owner')], contextOf('revoke-unlisted'))).toEqual([]);
  });
});

describe('revoke-snapshot-shares', () => {
  const share = (snapshot: typeof FIRST, principal: typeof PARTNER) =>
    findingOf({ kind: 'snapshot-principal', snapshot, principal });

  it('is one write a snapshot, of exactly the principals that fail on it', () => {
    const findings = [
      share(FIRST, STRANGER),
      share(SECOND, EVERYBODY),
      share(SECOND, PARTNER),
      principalFinding(EVERYBODY),
    ];
    const writes = [
      { kind: 'snapshot-permission', snapshot: FIRST, add: [], remove: [STRANGER] },
      { kind: 'snapshot-permission', snapshot: SECOND, add: [], remove: [PARTNER, EVERYBODY] },
    ];
    const context = contextOf('revoke-snapshot-shares');
    expect(revokeSnapshotShares.plan(findings, context)).toEqual(writes);
    expect(revokeSnapshotShares.plan(findings.toReversed(), context)).toEqual(writes);
  });

  it('does nothing for shares of the image itself', () => {
    expect(revokeSnapshotShares.plan(all, contextOf('revoke-snapshot-shares'))).toEqual([]);
  });
});
