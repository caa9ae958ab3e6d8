import type { Fact } from '../../model/image.ts';

/**
 * What a member is when AWS left it out. `never`: it always is there. `empty`: `""`, or an empty list. `has`: reading it is an
 * error, and `has()` asks for it. `error`: reading it is an error, for then it is not known what it is.
 */
export type Absence = 'never' | 'empty' | 'has' | 'error';

/** One member of a type; `reads` is the group of facts that it needs, null for what needs none. */
interface CelMember {
  readonly type: string;
  readonly absent: Absence;
  readonly reads: Fact | null;
}

/** One variable; of `image` each member says itself what it reads. */
export interface CelVariable {
  readonly type: string;
  readonly reads: Fact | null;
}

/** `of`: how it is written, `text.startsWith("x")`; `kind` says whether it stands before its argument or behind a dot. */
export interface CelFunction {
  readonly kind: 'function' | 'method' | 'loop';
  readonly of: string;
}

type Members = Readonly<Record<string, CelMember>>;

const members = (
  reads: Fact | null,
  written: Readonly<Record<string, readonly [string, Absence]>>,
): Members =>
  Object.fromEntries(
    Object.entries(written).map(([name, [type, absent]]) => [name, { type, absent, reads }]),
  );

/** The members of each type. */
export const CEL_TYPES: Readonly<Record<string, Members>> = {
  image: {
    ...members(null, {
      id: ['string', 'never'],
    }),
    ...members('image', {
      name: ['string', 'error'],
      description: ['string', 'empty'],
      state: ['string', 'never'],
      public: ['bool', 'never'],
      createdAt: ['timestamp', 'has'],
      deprecatedAt: ['timestamp', 'has'],
      lastLaunchedAt: ['timestamp', 'has'],
      architecture: ['string', 'error'],
      virtualization: ['string', 'error'],
      rootDeviceType: ['string', 'error'],
      bootMode: ['string', 'empty'],
      imdsSupport: ['string', 'empty'],
      tpmSupport: ['string', 'empty'],
      enaSupport: ['bool', 'has'],
      platform: ['string', 'empty'],
      owner: ['string', 'error'],
      ownerAlias: ['string', 'empty'],
      sourceImage: ['string', 'empty'],
      sourceRegion: ['string', 'empty'],
      tags: ['map<string, string>', 'never'],
      watermarks: ['list<string>', 'empty'],
      productCodes: ['list<string>', 'empty'],
      devices: ['list<device>', 'empty'],
    }),
    ...members('ancestry', {
      sourceOwner: ['string', 'error'],
    }),
  },
  device: members('image', {
    device: ['string', 'never'],
    kind: ['string', 'never'],
    snapshot: ['string', 'empty'],
    encrypted: ['bool', 'has'],
    sizeGiB: ['int', 'has'],
  }),
  account: members(null, {
    id: ['string', 'never'],
    name: ['string', 'error'],
    path: ['string', 'error'],
    units: ['list<string>', 'error'],
    tags: ['map<string, string>', 'error'],
  }),
  principal: members('launchPermission', {
    kind: ['string', 'never'],
    id: ['string', 'empty'],
  }),
  snapshot: members('snapshots', {
    id: ['string', 'never'],
    encrypted: ['bool', 'never'],
    kmsKey: ['string', 'error'],
  }),
};

/** What an expression may name. */
export const CEL_VARIABLES: Readonly<Record<string, CelVariable>> = {
  image: { type: 'image', reads: 'image' },
  account: { type: 'account', reads: null },
  region: { type: 'string', reads: null },
  launchPermission: { type: 'list<principal>', reads: 'launchPermission' },
  snapshots: { type: 'list<snapshot>', reads: 'snapshots' },
  groups: { type: 'map<string, list<string>>', reads: null },
  now: { type: 'timestamp', reads: null },
};

/** What an expression may call. Times and durations are whole seconds, and times of day are UTC. */
export const CEL_FUNCTIONS: Readonly<Record<string, CelFunction>> = {
  tag: { kind: 'function', of: 'tag(image, "Key")' },
  age: { kind: 'function', of: 'age(image)' },
  days: { kind: 'function', of: 'days(90)' },
  has: { kind: 'function', of: 'has(image.deprecatedAt)' },
  size: { kind: 'function', of: 'size(list)' },
  string: { kind: 'function', of: 'string(42)' },
  timestamp: { kind: 'function', of: 'timestamp("2026-01-01T00:00:00Z")' },
  duration: { kind: 'function', of: 'duration("36h")' },
  contains: { kind: 'method', of: 'text.contains("x")' },
  startsWith: { kind: 'method', of: 'text.startsWith("x")' },
  endsWith: { kind: 'method', of: 'text.endsWith("x")' },
  matches: { kind: 'method', of: 'text.matches("^x$")' },
  getFullYear: { kind: 'method', of: 'time.getFullYear()' },
  getMonth: { kind: 'method', of: 'time.getMonth()' },
  getDate: { kind: 'method', of: 'time.getDate()' },
  getDayOfWeek: { kind: 'method', of: 'time.getDayOfWeek()' },
  getHours: { kind: 'method', of: 'time.getHours()' },
  getMinutes: { kind: 'method', of: 'time.getMinutes()' },
  getSeconds: { kind: 'method', of: 'time.getSeconds()' },
  all: { kind: 'loop', of: 'list.all(x, x.ok)' },
  exists: { kind: 'loop', of: 'list.exists(x, x.ok)' },
  exists_one: { kind: 'loop', of: 'list.exists_one(x, x.ok)' },
  filter: { kind: 'loop', of: 'list.filter(x, x.ok)' },
  map: { kind: 'loop', of: 'list.map(x, x.id)' },
};

/** What an expression may cost. `steps` are parts evaluated, those of a loop counted for each turn. */
export const CEL_LIMITS = {
  characters: 2048,
  literalCharacters: 1000,
  nodes: 512,
  levels: 64,
  nestedLoops: 2,
  listItems: 256,
  factItems: 10_000,
  factCharacters: 4096,
  steps: 250_000,
} as const;
