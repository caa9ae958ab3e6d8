import type { KnownFacts, SnapshotFacts } from '../../model/image.ts';
import type { Organization } from '../../model/organization.ts';
import type { Principal } from '../../model/principal.ts';
import { subjectId, type SubjectRef } from '../../model/subject.ts';
import { accountIn } from '../membership.ts';
import { Latest } from './latest.ts';
import {
  AccountScope,
  bounded,
  ImageScope,
  PrincipalScope,
  SnapshotScope,
  wholeSeconds,
} from './scope-types.ts';

/** What an expression is evaluated on, by the names of its variables; undefined for what is not to be had. */
export interface Scope {
  readonly image: ImageScope;
  readonly account: AccountScope;
  readonly region: string;
  readonly launchPermission: readonly PrincipalScope[] | undefined;
  readonly snapshots: readonly SnapshotScope[] | undefined;
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
  readonly now: Date;
}

/** Where facts are judged: what of `CheckContext` an expression may know. */
export interface ScopeContext {
  readonly ref: SubjectRef;
  readonly organization: Organization;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly now: Date;
}

const principals = new Latest<readonly Principal[], readonly PrincipalScope[]>();
const snapshots = new Latest<readonly SnapshotFacts[], readonly SnapshotScope[]>();
const accounts = new WeakMap<Organization, Map<string, AccountScope>>();
const groups = new WeakMap<ScopeContext['groups'], ReadonlyMap<string, ReadonlySet<string>>>();

/** The scope of an image; facts that are not given are not to be had. */
export const scopeOf = (facts: Partial<KnownFacts>, context: ScopeContext): Scope => ({
  image: new ImageScope(subjectId(context.ref) ?? '', facts.image, facts.ancestry),
  account: accountScope(context.ref.account, context.organization),
  region: context.ref.region,
  launchPermission: converted(
    principals,
    facts.launchPermission,
    (principal) => new PrincipalScope(principal),
  ),
  snapshots: converted(snapshots, facts.snapshots, (snapshot) => new SnapshotScope(snapshot)),
  groups: groupScope(context.groups),
  now: wholeSeconds(context.now.getTime()),
});

const accountScope = (account: string, organization: Organization): AccountScope => {
  const known = accounts.get(organization) ?? new Map<string, AccountScope>();
  accounts.set(organization, known);
  const scope = known.get(account) ?? new AccountScope(account, accountIn(organization, account));
  known.set(account, scope);
  return scope;
};

const converted = <Fact, Scoped>(
  latest: Latest<readonly Fact[], readonly Scoped[]>,
  facts: readonly Fact[] | undefined,
  convert: (fact: Fact) => Scoped,
): readonly Scoped[] | undefined => {
  const items = bounded(facts);
  return items === undefined ? undefined : latest.of(items, () => items.map(convert));
};

const groupScope = (named: ScopeContext['groups']): Scope['groups'] => {
  const scope =
    groups.get(named) ?? new Map(Object.entries(named).map(([name, ids]) => [name, new Set(ids)] as const));
  groups.set(named, scope);
  return scope;
};
