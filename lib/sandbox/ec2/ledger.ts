import type { AccountId, Region } from '../../model/ids.ts';

/** What a ledger keeps: `sequence` grows with every new resource and never changes, so it orders pages. */
export interface Kept {
  readonly id: string;
  readonly sequence: number;
  readonly owner: AccountId;
  readonly region: Region;
}

interface Version<T> {
  /** Milliseconds since 1970: `value` held before this instant; null when there was nothing yet. */
  readonly until: number;
  readonly value: T | null;
}

/**
 * Resources of one kind by id, with what they were a moment ago: reads may lag behind writes by `lagMs` (0: never), as those
 * of EC2 do. Values are never changed in place: `put` replaces.
 */
export class Ledger<T extends Kept> {
  private readonly current = new Map<string, T>();
  private readonly byRegion = new Map<string, Map<string, T>>();
  private readonly byOwner = new Map<string, Map<string, T>>();
  private readonly past = new Map<string, readonly Version<T>[]>();
  private readonly now: () => number;
  private readonly lagMs: () => number;

  constructor(now: () => number, lagMs: () => number) {
    this.now = now;
    this.lagMs = lagMs;
  }

  /** As it is, whatever the lag: what a write works on. */
  get(id: string): T | null {
    return this.current.get(id) ?? null;
  }

  /** As a read is told: as it was `lagMs` ago. Null for a resource that was not there yet, or is gone for long enough. */
  read(id: string): T | null {
    const asOf = this.now() - this.lagMs();
    const version = this.past.get(id)?.find(({ until }) => until > asOf);
    return version === undefined ? this.get(id) : version.value;
  }

  /** All of one region as a read is told, or those of one owner; oldest first. */
  list(region: Region, owner?: AccountId): readonly T[] {
    const index = owner === undefined ? this.byRegion.get(region) : this.byOwner.get(`${owner}/${region}`);
    const present = [...(index?.values() ?? [])];
    if (this.past.size === 0) return present;
    const read = present.map((item) => this.read(item.id)).filter((item) => item !== null);
    const ghosts = [...this.past.keys()]
      .filter((id) => !this.current.has(id))
      .map((id) => this.read(id))
      .filter((item) => item?.region === region && (owner === undefined || item.owner === owner));
    return [...read, ...ghosts.filter((item) => item !== null)];
  }

  put(item: T): void {
    this.remember(item.id);
    this.place(item);
  }

  /** Puts something as if it had always been there: no read will ever miss it. */
  place(item: T): void {
    this.current.set(item.id, item);
    indexed(this.byRegion, item.region).set(item.id, item);
    indexed(this.byOwner, `${item.owner}/${item.region}`).set(item.id, item);
  }

  delete(id: string): void {
    const item = this.current.get(id);
    if (item === undefined) return;
    this.remember(id);
    this.current.delete(id);
    this.byRegion.get(item.region)?.delete(id);
    this.byOwner.get(`${item.owner}/${item.region}`)?.delete(id);
  }

  private remember(id: string): void {
    const lag = this.lagMs();
    const now = this.now();
    const known = this.past.get(id) ?? [];
    // Taken out and put back, so that the order is that of the latest versions: the first that still counts ends the search.
    this.past.delete(id);
    for (const [other, versions] of this.past) {
      if (versions.some(({ until }) => until > now - lag)) break;
      this.past.delete(other);
    }
    if (lag > 0) this.past.set(id, [...known, { until: now, value: this.get(id) }]);
  }
}

const indexed = <V>(index: Map<string, Map<string, V>>, key: string): Map<string, V> => {
  const found = index.get(key) ?? new Map<string, V>();
  index.set(key, found);
  return found;
};
