import type { Random } from '../random.ts';
import { randomText } from '../random.ts';
import type { Caller } from '../wire/service.ts';
import type { Role } from './role.ts';

/** Keys of a role's session, as the SDKs take them. Without `expiration` they last as long as the sandbox. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/** A session: its keys, and the caller that it makes. */
export interface Session {
  readonly keys: SessionKeys;
  readonly caller: Caller;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The sessions of roles by access key id. Keys are made from the seed, so that a run can be repeated. */
export class Sessions {
  private readonly random: Random;
  private readonly byKey = new Map<string, Session>();
  private readonly roleIds = new Map<string, string>();

  constructor(random: Random) {
    this.random = random;
  }

  mint(role: Role, name: string, expiration: Date | null): Session {
    const accessKeyId = `ASIA${randomText(this.random, 16, ALPHABET)}`;
    const lastName = role.name.split('/').at(-1) ?? role.name;
    const keys: SessionKeys = {
      accessKeyId,
      secretAccessKey: randomText(this.random, 40, BASE64),
      sessionToken: randomText(this.random, 120, BASE64),
      ...(expiration === null ? {} : { expiration }),
    };
    const caller: Caller = {
      account: role.account,
      // The path of the role is not part of the session's ARN (IAM user guide, "IAM identifiers").
      arn: `arn:aws:sts::${role.account}:assumed-role/${lastName}/${name}`,
      principalId: `${this.roleId(role)}:${name}`,
      accessKeyId,
      session: { role: role.name, name },
    };
    const session = { keys, caller };
    this.byKey.set(accessKeyId, session);
    return session;
  }

  find(accessKeyId: string): Session | null {
    return this.byKey.get(accessKeyId) ?? null;
  }

  private roleId(role: Role): string {
    const key = `${role.account}/${role.name}`;
    const id = this.roleIds.get(key) ?? `AROA${randomText(this.random, 17, ALPHABET)}`;
    this.roleIds.set(key, id);
    return id;
  }
}
