import { OrganizationId, UnitId } from '../model/ids.ts';
import type { Principal } from '../model/principal.ts';
import { accountOf, asMembers, entries, type Members, member, scalar, text } from './read.ts';

/** Who was given access and who lost it. `adds` is false only for a call that takes away and gives nothing. */
export interface ShareRequest {
  readonly added: readonly Principal[];
  readonly removed: readonly Principal[];
  readonly adds: boolean;
}

/**
 * Reads `launchPermission` or `createVolumePermission` of a request: `{add, remove}`, or the flat form with
 * `operationType` and lists of ids. An entry of an unknown kind is left out: the principals are a hint for people, what is
 * judged is read from AWS.
 */
export const sharesIn = (request: Members, permission: 'launchPermission' | 'createVolumePermission'): ShareRequest => {
  const lists = asMembers(member(request, permission));
  const operation = text(member(request, 'operationType'));
  if (lists === null && operation !== null) {
    const named = flat(request);
    const removes = operation === 'remove';
    return { added: removes ? [] : named, removed: removes ? named : [], adds: !removes };
  }
  const add = entries(member(lists, 'add'));
  const remove = entries(member(lists, 'remove'));
  return {
    added: add.flatMap(principal),
    removed: remove.flatMap(principal),
    adds: add.length > 0 || remove.length === 0,
  };
};

const principal = (entry: unknown): readonly Principal[] => {
  const members = asMembers(entry);
  if (text(member(members, 'group')) === 'all') return [{ kind: 'public' }];
  return [
    ...accounts(member(members, 'userId')),
    ...organizations(member(members, 'organizationArn')),
    ...units(member(members, 'organizationalUnitArn')),
  ];
};

const flat = (request: Members): readonly Principal[] => {
  const list = (name: string): readonly unknown[] => entries(member(request, name));
  const groups = [...list('userGroup'), ...list('groupName')];
  return [
    ...(groups.some((group) => scalar(group) === 'all') ? [{ kind: 'public' } as const] : []),
    ...list('userId').flatMap(accounts),
    ...list('organizationArn').flatMap(organizations),
    ...list('organizationalUnitArn').flatMap(units),
  ];
};

const accounts = (value: unknown): readonly Principal[] => {
  const account = accountOf(value);
  return account === null ? [] : [{ kind: 'account', account }];
};

const ORGANIZATION_ARN = /^arn:aws[a-z-]*:organizations::\d{12}:organization\/([^/]+)$/;
const UNIT_ARN = /^arn:aws[a-z-]*:organizations::\d{12}:ou\/([^/]+)\/([^/]+)$/;

const organizations = (value: unknown): readonly Principal[] => {
  const arn = text(value);
  const organization = OrganizationId.safeParse(arn === null ? null : ORGANIZATION_ARN.exec(arn)?.[1]).data;
  return arn === null || organization === undefined ? [] : [{ kind: 'organization', organization, arn }];
};

const units = (value: unknown): readonly Principal[] => {
  const arn = text(value);
  const parts = arn === null ? null : UNIT_ARN.exec(arn);
  const organization = OrganizationId.safeParse(parts?.[1]).data;
  const unit = UnitId.safeParse(parts?.[2]).data;
  if (arn === null || organization === undefined || unit === undefined) return [];
  return [{ kind: 'unit', organization, unit, arn }];
};
