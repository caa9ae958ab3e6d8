import { createHash } from 'node:crypto';
import type { Clock } from '../../../ports/clock.ts';

/** An object as S3 keeps it. `etag` has its quotes. */
export interface StoredObject {
  readonly content: Buffer;
  readonly contentType: string;
  readonly etag: string;
  readonly modifiedAt: Date;
}

/** One S3 bucket. */
export class Bucket {
  readonly name: string;
  private readonly clock: Clock;
  private readonly objects = new Map<string, StoredObject>();

  constructor(name: string, clock: Clock) {
    this.name = name;
    this.clock = clock;
  }

  put(key: string, content: string | Uint8Array, contentType = 'binary/octet-stream'): StoredObject {
    const bytes = Buffer.from(content);
    const object: StoredObject = {
      content: bytes,
      contentType,
      etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      modifiedAt: this.clock.now(),
    };
    this.objects.set(key, object);
    return object;
  }

  /** Null when there is none. */
  get(key: string): StoredObject | null {
    return this.objects.get(key) ?? null;
  }

  delete(key: string): void {
    this.objects.delete(key);
  }

  keys(): readonly string[] {
    return [...this.objects.keys()];
  }
}
