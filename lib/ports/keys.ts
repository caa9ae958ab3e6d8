import type { KeyFacts } from '../model/key-facts.ts';
import type { Datum } from '../model/image.ts';
import type { AccountRegion } from '../model/subject.ts';

/** Looks at KMS keys. */
export interface Keys {
  /** The key of this name (ARN of a key or alias) as the account and region may see it. Never rejects. */
  keyFacts(place: AccountRegion, name: string): Promise<Datum<KeyFacts>>;
}
