import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Kept } from './ledger.ts';

/** An instance, as far as images are concerned: what it runs from and what its volumes hold. */
export interface StoredInstance extends Kept {
  readonly image: string;
  readonly type: string;
  readonly state: 'pending' | 'running' | 'terminated';
  readonly launchedAt: Date;
  readonly volumes: readonly {
    readonly device: string;
    readonly volume: string;
    readonly sizeGiB: number;
    readonly kmsKey: string | null;
  }[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface StoredTemplate extends Kept {
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly defaultVersion: number;
  readonly versions: readonly {
    readonly number: number;
    readonly description: string | null;
    readonly data: ResponseLaunchTemplateData;
    readonly createdAt: Date;
  }[];
  readonly tags: Readonly<Record<string, string>>;
}

/** An SSM parameter of type `aws:ec2:image` (or text) whose value names an image. */
export interface ImageParameter {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly image: string;
}
