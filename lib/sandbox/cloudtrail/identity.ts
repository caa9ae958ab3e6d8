import type { Caller } from '../wire/service.ts';
import type { Json } from './plain.ts';

type Identity = Readonly<Record<string, Json>>;

const sessionOf = (caller: Caller, role: string, at: string): Identity => {
  const { account: accountId, principalId } = caller;
  return {
    sessionIssuer: {
      type: 'Role',
      principalId: principalId.replace(/:.*$/, ''),
      arn: `arn:aws:iam::${accountId}:role/${role}`,
      accountId,
      userName: role.slice(role.lastIndexOf('/') + 1),
    },
    // When the session began nobody says; a whole hour is near enough, and the same for all calls of one.
    attributes: { creationDate: `${at.slice(0, 13)}:00:00Z`, mfaAuthenticated: 'false' },
  };
};

const typed = (caller: Caller, at: string): Identity => {
  const { account: accountId, arn, accessKeyId, principalId, session } = caller;
  const known = { principalId, arn, accountId, accessKeyId };
  if (session !== null) {
    return { type: 'AssumedRole', ...known, sessionContext: sessionOf(caller, session.role, at) };
  }
  if (arn.endsWith(':root')) return { type: 'Root', ...known };
  return { type: 'IAMUser', ...known, userName: arn.slice(arn.lastIndexOf('/') + 1) };
};

/** `userIdentity` of a record: who called, and the service that did it for them, if one did. `at` is the call's time (ISO 8601). */
export const identityOf = (caller: Caller, at: string): Json => ({
  ...typed(caller, at),
  ...(caller.invokedBy === undefined ? {} : { invokedBy: caller.invokedBy }),
});
