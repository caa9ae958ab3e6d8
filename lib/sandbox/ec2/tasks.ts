import type { BlockDeviceMapping, ImageUsageResourceTypeRequest } from '@aws-sdk/client-ec2';
import type { ImageBody } from './image.ts';
import type { Kept } from './ledger.ts';
import type { Tags } from './tags.ts';

/** An ImportImage on its way: its image has no id anywhere until it has ended. */
export interface ImportTask extends Kept {
  readonly status: 'active' | 'completed' | 'deleting' | 'deleted';
  readonly message: string | null;
  readonly description: string;
  readonly architecture: string;
  readonly kmsKey: string | null;
  readonly image: string | null;
  readonly snapshot: string | null;
}

/** What an image was when it was stored: all that a restored one is made of. */
export interface StoredObject {
  readonly body: ImageBody;
  readonly tags: Tags;
  readonly mappings: readonly BlockDeviceMapping[];
}

/** A CreateStoreImageTask; `id` is made up, AWS gives it none. */
export interface StoreTask extends Kept {
  readonly image: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAt: Date;
  readonly state: 'InProgress' | 'Completed';
  readonly object: StoredObject;
}

/** An ExportImage. */
export interface ExportTask extends Kept {
  readonly image: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly description: string | null;
  readonly startedAt: Date;
  readonly status: 'active' | 'completed';
}

/** A CreateReplaceRootVolumeTask. `image`: what it takes the new root volume from, null for a snapshot or the launch state. */
export interface RootVolumeTask extends Kept {
  readonly instance: string;
  readonly image: string | null;
  readonly snapshot: string | null;
  readonly deletesOld: boolean;
  readonly startedAt: Date;
  readonly completedAt: Date | null;
  readonly state: 'pending' | 'succeeded';
  readonly tags: Tags;
}

/** A CreateImageUsageReport; AWS deletes it after 30 days. `entries` are those of the moment at which it was asked for. */
export interface ImageUsage extends Kept {
  readonly image: string;
  readonly resourceTypes: readonly ImageUsageResourceTypeRequest[];
  readonly accounts: readonly string[];
  readonly createdAt: Date;
  readonly state: 'pending' | 'available';
  readonly entries: readonly { readonly account: string; readonly type: string; readonly count: number }[];
}

/** Work that EC2 does over a while, by task id. */
export interface ImageTasks {
  readonly imports: Map<string, ImportTask>;
  readonly stores: Map<string, StoreTask>;
  readonly exports: Map<string, ExportTask>;
  readonly rootVolumes: Map<string, RootVolumeTask>;
  readonly usages: Map<string, ImageUsage>;
}

export const noTasks = (): ImageTasks => ({
  imports: new Map(),
  stores: new Map(),
  exports: new Map(),
  rootVolumes: new Map(),
  usages: new Map(),
});
