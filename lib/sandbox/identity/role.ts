import type { AccountId } from '../../model/ids.ts';

/** An IAM role, as far as the sandbox looks at it. */
export interface Role {
  readonly account: AccountId;
  /** With its path, if it has one: `team/deployer`. */
  readonly name: string;
  /** Who may assume it: ARNs of roles or users, an account id or `arn:aws:iam::<account>:root`, or `*`. */
  readonly trusted: readonly string[];
  /** What `sts:ExternalId` has to be; null when the trust policy does not ask. */
  readonly externalId: string | null;
  /** The organisation that the caller's account has to be of (`aws:PrincipalOrgID`); null when the trust policy does not ask. */
  readonly organization: string | null;
  /** IAM actions that it may do on every resource; `*` and `?` stand for any characters and one. */
  readonly actions: readonly string[];
  /** What it may do on what: where they are there, a call whose resource is known has to be covered by one of them. */
  readonly statements?: readonly RoleStatement[];
}

/** One allowing statement of a role: actions and resources, both with wildcards. Conditions are not looked at. */
export interface RoleStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export const roleArn = (role: { readonly account: string; readonly name: string }): string =>
  `arn:aws:iam::${role.account}:role/${role.name}`;

/** The roles of all accounts, which can be changed while the sandbox runs: a role that is gone is an account never enrolled. */
export class Roles {
  private readonly roles = new Map<string, Role>();

  constructor(roles: Iterable<Role> = []) {
    for (const role of roles) this.put(role);
  }

  /** The role of this ARN, or null. */
  find(arn: string): Role | null {
    return this.roles.get(arn) ?? null;
  }

  /** The role of this name, its path left out, or null. */
  named(account: string, name: string): Role | null {
    for (const role of this.roles.values()) {
      if (role.account === account && role.name.split('/').at(-1) === name) return role;
    }
    return null;
  }

  /** The same as `find`; throws when there is none, naming those of the account. */
  get(arn: string): Role {
    const role = this.find(arn);
    if (role !== null) return role;
    const account = arn.split(':')[4];
    const others = [...this.roles.values()].filter((one) => one.account === account).map(({ name }) => name);
    throw new Error(`there is no role ${arn}; its account has ${others.join(', ') || 'none'}`);
  }

  /** Adds a role, or puts another in its place; sessions that it has are bound by it from then on. */
  put(role: Role): void {
    this.roles.set(roleArn(role), role);
  }

  /** Changes some members of a role; other actions take the place of its statements too. Throws when there is no such role. */
  change(arn: string, change: Partial<Omit<Role, 'account' | 'name'>>): void {
    const { statements, ...role } = this.get(arn);
    const isBound = statements !== undefined && change.actions === undefined;
    this.put({ ...role, ...(isBound ? { statements } : {}), ...change });
  }

  remove(arn: string): void {
    this.roles.delete(arn);
  }
}

/** Whether a role may do an action on a resource; on any where the resource is not known (null), or where nothing is said of resources. */
export const mayDo = (
  { actions, statements }: Pick<Role, 'actions' | 'statements'>,
  action: string,
  resource: string | null,
): boolean => {
  if (!coversAction(actions, action)) return false;
  if (statements === undefined || resource === null) return true;
  return statements.some(
    (statement) =>
      coversAction(statement.actions, action) &&
      statement.resources.some((pattern) => actionPattern(pattern).test(resource)),
  );
};

/** Whether one of the patterns covers this IAM action; case does not matter in IAM actions. */
export const coversAction = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => actionPattern(pattern).test(action));

const compiled = new Map<string, RegExp>();

const actionPattern = (pattern: string): RegExp => {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const made = new RegExp(`^${source}$`, 'i');
  compiled.set(pattern, made);
  return made;
};
