import type { AccountId, Region } from '../../model/ids.ts';

/** An ImportImage on its way: its image has no id anywhere until it has ended. */
export interface ImportTask {
  readonly id: string;
  readonly sequence: number;
  readonly owner: AccountId;
  readonly region: Region;
  readonly status: 'active' | 'completed';
  readonly description: string;
  readonly architecture: string;
  readonly kmsKey: string | null;
  readonly image: string | null;
  readonly snapshot: string | null;
}

/** A CreateStoreImageTask, by the image that it stores. */
interface StoreTask {
  readonly image: string;
  readonly sequence: number;
  readonly owner: AccountId;
  readonly region: Region;
  readonly bucket: string;
  readonly startedAt: Date;
  readonly state: 'InProgress' | 'Completed';
}

/** Work that EC2 does over a while, by task id and by image id. */
export interface ImageTasks {
  readonly imports: Map<string, ImportTask>;
  readonly stores: Map<string, StoreTask>;
}
