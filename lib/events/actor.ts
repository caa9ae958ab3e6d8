import type { Actor } from '../model/change.ts';
import { accountOf, asMembers, type Members, member, text } from './read.ts';

const SIGN_IN = 'signin.amazonaws.com';
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;
const ADDRESS = /^[0-9a-fA-F.:]+$/;
// The console's own clients, and a browser: nothing else signs an EC2 call with a browser's user agent.
const CONSOLE_AGENT =
  /^(\[?(EC2ConsoleFrontend|S3Console|AWSConsole)|(console|signin)\.([a-z0-9-]+\.)*amazonaws\.com|Mozilla\/5\.0 )/;

/** Who made the call of a CloudTrail record. Never fails: what is absent or odd in `userIdentity` becomes null or `unknown`. */
export const actorOf = (record: Members): Actor => {
  const identity = asMembers(member(record, 'userIdentity'));
  const arn = text(member(identity, 'arn'));
  const service = serviceOf(identity, record);
  const kind = kindOf(identity, arn, service);
  const address = text(member(record, 'sourceIPAddress'));
  const agent = text(member(record, 'userAgent'));
  const account = accountOf(member(identity, 'accountId'));
  return {
    kind,
    arn: arn ?? (kind === 'service' ? service : null),
    name: nameOf(kind, identity, arn, service) ?? account ?? 'unknown',
    account,
    service,
    sourceIp: address !== null && ADDRESS.test(address) ? address : null,
    userAgent: agent,
    console:
      text(member(identity, 'invokedBy')) === SIGN_IN ||
      isTrue(member(record, 'sessionCredentialFromConsole')) ||
      (agent !== null && CONSOLE_AGENT.test(agent)),
  };
};

const isTrue = (value: unknown): boolean => value === true || value === 'true';

const serviceOf = (identity: Members | null, record: Members): string | null => {
  const invokedBy = text(member(identity, 'invokedBy'));
  if (invokedBy === SIGN_IN) return null;
  if (invokedBy !== null) return invokedBy;
  const address = text(member(record, 'sourceIPAddress'));
  return address !== null && SERVICE.test(address) && !/^(console|signin)\./.test(address) ? address : null;
};

const kindOf = (identity: Members | null, arn: string | null, service: string | null): Actor['kind'] => {
  switch (text(member(identity, 'type')) ?? '') {
    case 'Root':
      // Some services act as the account's root: Root with invokedBy autoscaling.amazonaws.com is nobody's login.
      return service === null ? 'root' : 'service';
    case 'IAMUser':
    case 'User':
    case 'FederatedUser':
    case 'SAMLUser':
    case 'WebIdentityUser':
    case 'IdentityCenterUser':
      return 'user';
    case 'AssumedRole':
    case 'Role':
      return isServiceLinked(identity, arn) ? 'service' : 'role';
    case 'AWSService':
      return 'service';
    default:
      return kindOfArn(identity, arn, service);
  }
};

const kindOfArn = (identity: Members | null, arn: string | null, service: string | null): Actor['kind'] => {
  const resource = arn?.split(':').slice(5).join(':') ?? '';
  if (resource === 'root') return service === null ? 'root' : 'service';
  if (/^(user|federated-user)\//.test(resource)) return 'user';
  if (/^(assumed-role|role)\//.test(resource)) return isServiceLinked(identity, arn) ? 'service' : 'role';
  return service === null ? 'unknown' : 'service';
};

const isServiceLinked = (identity: Members | null, arn: string | null): boolean => {
  const issuer = issuerOf(identity);
  return [arn, text(member(issuer, 'arn'))].some((one) => one?.includes(':role/aws-service-role/') === true);
};

const issuerOf = (identity: Members | null): Members | null =>
  asMembers(member(asMembers(member(identity, 'sessionContext')), 'sessionIssuer'));

const nameOf = (
  kind: Actor['kind'],
  identity: Members | null,
  arn: string | null,
  service: string | null,
): string | null => {
  const parts = arn?.split('/') ?? [];
  const last = parts.length > 1 ? (parts.at(-1) ?? null) : null;
  switch (kind) {
    case 'root':
      return 'root';
    case 'service':
      return service ?? last;
    case 'user':
      return text(member(identity, 'userName')) ?? last;
    case 'role':
      return roleName(identity, arn, parts);
    case 'unknown':
      return text(member(identity, 'userName')) ?? last ?? text(member(identity, 'principalId'));
  }
};

/** `role/session` of an assumed role; the role's name without its path for a role's own ARN. */
const roleName = (identity: Members | null, arn: string | null, parts: readonly string[]): string | null => {
  const [session = null, role = null] = [...parts].reverse();
  if (arn?.includes(':assumed-role/') === true && role !== null && session !== null) return `${role}/${session}`;
  if (parts.length > 1) return session;
  return text(member(issuerOf(identity), 'userName')) ?? text(member(identity, 'userName'));
};
