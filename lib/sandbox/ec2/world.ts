import { Region, type AccountId } from '../../model/ids.ts';
import type { BinnedImage, StoredImage } from './image.ts';
import type { ImageParameter, StoredInstance, StoredTemplate } from './instance.ts';
import { noTasks, type ImageTasks } from './tasks.ts';
import { KeyRing } from './keys.ts';
import { Ledger } from './ledger.ts';
import { createMint, type Mint } from './mint.ts';
import { DEFAULT_QUOTAS, DEFAULT_SETTINGS, type ImageQuotas, type RegionSettings } from './settings.ts';
import type { StoredSnapshot } from './snapshot.ts';

/** The sandbox's time, and calls at later instants of it. */
interface WorldClock {
  now(): Date;
  after(milliseconds: number, run: () => void): unknown;
}

/** A native event of EC2 (`EC2 AMI State Change`). `requestId` is that of the call that led to it. */
export interface StateChange {
  readonly account: AccountId;
  readonly region: Region;
  readonly image: string;
  readonly state: 'available' | 'failed' | 'deregistered' | 'disabled';
  readonly requestId: string;
  readonly message: string | null;
  readonly at: Date;
}

/** The organisation of an account, and the ARNs of all units above it. */
interface Membership {
  readonly organization: string;
  readonly unitArns: readonly string[];
}

/** How long images and snapshots stay pending, in milliseconds of the sandbox's time. */
interface Delays {
  readonly register: number;
  readonly create: number;
  readonly copy: number;
  readonly snapshot: number;
}

export interface WorldOptions {
  readonly clock: WorldClock;
  readonly seed: number;
  /** Which organisation and units an account belongs to, null for none; asked at every check, so that accounts may move. */
  readonly membership: (account: AccountId) => Membership | null;
  /** By how much reads lag behind writes just now, in milliseconds; never when absent. */
  readonly staleMs?: () => number;
  /** Whether an image that is read is to be gone just now, for ever, as if somebody had deregistered it; never when absent. */
  readonly vanishes?: () => boolean;
  /** The quotas as applied; AWS's defaults when absent. */
  readonly quotas?: (account: AccountId, region: Region) => ImageQuotas;
  /** The regions that are on in every account; those of the example organisation when absent. */
  readonly regions?: readonly Region[];
  readonly onStateChange?: (change: StateChange) => void;
  readonly delays?: Partial<Delays>;
}

/** The image world of all accounts and regions. Operations change it; nothing else is kept anywhere. */
export interface World {
  readonly clock: WorldClock;
  readonly mint: Mint;
  readonly delays: Delays;
  readonly images: Ledger<StoredImage>;
  readonly snapshots: Ledger<StoredSnapshot>;
  readonly instances: Ledger<StoredInstance>;
  readonly templates: Ledger<StoredTemplate>;
  readonly keys: KeyRing;
  /** Deregistered images that a retention rule keeps, by image id. */
  readonly bin: Map<string, BinnedImage>;
  /** Ids of images that were deregistered: EC2 says `Unavailable` of them, not `NotFound`. */
  readonly deregistered: Set<string>;
  /** SSM parameters that name images. */
  readonly parameters: ImageParameter[];
  readonly tasks: ImageTasks;
  /** Which copy a client's token stands for, by account, region and token. */
  readonly copyTokens: Map<string, { readonly image: string; readonly request: string }>;
  readonly regions: readonly Region[];
  /** `account/region` of those that an account has switched off: it cannot be called there. */
  readonly off: Set<string>;
  membership(account: AccountId): Membership | null;
  settings(account: AccountId, region: Region): RegionSettings;
  quotas(account: AccountId, region: Region): ImageQuotas;
  change(account: AccountId, region: Region, settings: Partial<RegionSettings>): void;
  /** Whether the image that is being read is to be gone instead. */
  vanishes(): boolean;
  announce(change: StateChange): void;
}

const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2'].map((region) => Region.parse(region));

// AWS takes minutes; the sandbox's visitors do not wait.
const DELAYS: Delays = { register: 0, create: 3_000, copy: 3_000, snapshot: 2_000 };

/** An empty world: organisations, and nothing in their accounts. */
export const createWorld = (options: WorldOptions): World => {
  const { clock } = options;
  const now = (): number => clock.now().getTime();
  const lag = options.staleMs ?? ((): number => 0);
  const settings = new Map<string, RegionSettings>();
  const settingsOf = (account: AccountId, region: Region): RegionSettings =>
    settings.get(`${account}/${region}`) ?? DEFAULT_SETTINGS;
  return {
    clock,
    mint: createMint(options.seed),
    delays: { ...DELAYS, ...options.delays },
    images: new Ledger(now, lag),
    snapshots: new Ledger(now, lag),
    instances: new Ledger(now, lag),
    templates: new Ledger(now, () => 0),
    keys: new KeyRing(),
    bin: new Map(),
    deregistered: new Set(),
    parameters: [],
    tasks: noTasks(),
    copyTokens: new Map(),
    regions: options.regions ?? REGIONS,
    off: new Set(),
    membership: options.membership,
    settings: settingsOf,
    quotas: options.quotas ?? ((): ImageQuotas => DEFAULT_QUOTAS),
    vanishes: options.vanishes ?? ((): boolean => false),
    change: (account, region, changes) => {
      settings.set(`${account}/${region}`, { ...settingsOf(account, region), ...changes });
    },
    announce: options.onStateChange ?? ((): void => undefined),
  };
};
