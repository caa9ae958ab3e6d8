import { encryption } from './rules/encryption.ts';
import { publicSharing } from './rules/public-sharing.ts';
import { requiredTags } from './rules/required-tags.ts';
import { sharing } from './rules/sharing.ts';

/** Every rule there is, in the order of the documentation. */
export const rules = [publicSharing, sharing, encryption, requiredTags] as const;
