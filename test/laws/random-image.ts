import * as fc from 'fast-check';
import type { Finding } from '../../lib/model/finding.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import { AccountId, ImageId, OrganizationId, Region, UnitId } from '../../lib/model/ids.ts';
import type { Principal } from '../../lib/model/principal.ts';

export const REF: ImageRef = {
  account: AccountId.parse('111122223333'),
  region: Region.parse('us-east-1'),
  image: ImageId.parse('ami-0aaaaaaaaaaaaaaa1'),
};

const organization = OrganizationId.parse('o-exampleorg1');

/** Any of the four kinds, from a pool small enough that two sets often share members. */
const principal: fc.Arbitrary<Principal> = fc.oneof(
  fc.constant<Principal>({ kind: 'public' }),
  fc
    .integer({ min: 1, max: 9 })
    .map((n): Principal => ({ kind: 'account', account: AccountId.parse(String(n).repeat(12)) })),
  fc.constant<Principal>({
    kind: 'organization',
    organization,
    arn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
  }),
  fc.integer({ min: 1, max: 4 }).map((n): Principal => {
    const unit = UnitId.parse(`ou-ab12-unit000${String(n)}`);
    return {
      kind: 'unit',
      organization,
      unit,
      arn: `arn:aws:organizations::123456789012:ou/o-exampleorg1/${unit}`,
    };
  }),
);

export const keyOf = (one: Principal): string =>
  one.kind === 'account' ? one.account : one.kind === 'unit' ? one.unit : one.kind;

export const launchPermission = fc.uniqueArray(principal, { selector: keyOf, maxLength: 12 });

/** An enforced finding that this principal may launch the image. */
export const findingOf = (one: Principal, over: Partial<Finding> = {}): Finding => ({
  id: `finding-${keyOf(one)}`,
  rule: one.kind === 'public' ? 'public-sharing' : 'sharing',
  ref: REF,
  imageName: null,
  detail: { kind: 'principal', principal: one },
  severity: 'high',
  mode: 'enforce',
  graceUntil: null,
  waiver: null,
  reason: 'not on the list',
  remediation: {
    action: one.kind === 'public' ? 'revoke-public' : 'revoke-unlisted',
    limitPerHour: null,
    approval: 'auto',
  },
  policyHash: 'f'.repeat(64),
  observedAt: '2026-11-23T10:00:00.000Z',
  ...over,
});
