import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissionOf, principalOf } from '../../../lib/aws/launch-permission.ts';
import { AccountId, OrganizationId, UnitId } from '../../../lib/model/ids.ts';
import type { Principal } from '../../../lib/model/principal.ts';

const digits = fc.stringMatching(/^\d{12}$/);
const organizations = fc.stringMatching(/^o-[a-z0-9]{10,32}$/);
const unitIds = fc.stringMatching(/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/);
const partitions = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov');

const principals: fc.Arbitrary<Principal> = fc.oneof(
  fc.constant<Principal>({ kind: 'public' }),
  digits.map((id): Principal => ({ kind: 'account', account: AccountId.parse(id) })),
  fc.tuple(partitions, digits, organizations).map(([partition, management, id]): Principal => ({
    kind: 'organization',
    organization: OrganizationId.parse(id),
    arn: `arn:${partition}:organizations::${management}:organization/${id}`,
  })),
  fc
    .tuple(partitions, digits, organizations, unitIds)
    .map(([partition, management, id, unit]): Principal => ({
      kind: 'unit',
      organization: OrganizationId.parse(id),
      unit: UnitId.parse(unit),
      arn: `arn:${partition}:organizations::${management}:ou/${id}/${unit}`,
    })),
);

describe('a principal on the wire', () => {
  it('comes back as it was, whichever it is', () => {
    fc.assert(
      fc.property(principals, (principal) => {
        expect(principalOf(permissionOf(principal))).toEqual(principal);
      }),
    );
  });

  it('keeps the leading zeros of an account', () => {
    expect(principalOf({ UserId: '012345678901' })).toEqual({ kind: 'account', account: '012345678901' });
  });

  it('takes members that are there and undefined for absent', () => {
    expect(principalOf({ Group: 'all', UserId: undefined })).toEqual({ kind: 'public' });
  });
});
