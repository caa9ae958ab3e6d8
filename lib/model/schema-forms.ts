import * as z from 'zod/mini';
import { AccountId, ImageId, InstanceId, OrganizationId, Region, UnitId } from './ids.ts';
import type { Principal } from './principal.ts';
import type { SubjectRef } from './subject.ts';

/** One schema for each kind of a union, as the tuple that zod wants. */
export const anyOf = <T>(members: Readonly<Record<string, z.ZodMiniType<T>>>): z.ZodMiniType<T> =>
  z.union(Object.values(members));

/** One schema for a union of words; a word that is missing here is an error of the compiler. */
export const wordOf = <T extends string>(words: { readonly [Word in T]: Word }): z.ZodMiniType<T> =>
  z.enum(Object.values<T>(words));

export const text = z.string();
export const nullableText = z.nullable(text);

export const place = { account: AccountId, region: Region };

/** A subject. The one with the most members first: an account-region is a part of the others. */
export const SubjectSchema: z.ZodMiniType<SubjectRef> = z.union([
  z.looseObject({ ...place, image: ImageId }),
  z.looseObject({ ...place, instance: InstanceId }),
  z.looseObject(place),
]);

/** A principal. */
export const PrincipalSchema = anyOf<Principal>({
  public: z.looseObject({ kind: z.literal('public') }),
  account: z.looseObject({ kind: z.literal('account'), account: AccountId }),
  organization: z.looseObject({ kind: z.literal('organization'), organization: OrganizationId, arn: text }),
  unit: z.looseObject({ kind: z.literal('unit'), organization: OrganizationId, unit: UnitId, arn: text }),
} satisfies Record<Principal['kind'], z.ZodMiniType>);
