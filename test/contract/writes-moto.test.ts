import { describe } from 'vitest';
import { motoWorld } from './moto-world.ts';
import { hasMoto } from './moto.ts';
import { writesContract } from './writes.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  // moto 5.2 has no deprecation, no disabling, no Recycle Bin, no block public access, and knows shares of a snapshot by the older
  // form of the request only.
  writesContract('EC2 and STS, by moto', motoWorld, [
    'shares of a snapshot',
    'a deprecation date',
    'a nearer deprecation date',
    'availability, with all its shares',
    'registration, with shares and tags',
    'registration of a disabled image',
    'imageBlockPublicAccess',
    'snapshotBlockPublicAccess',
  ]);
});
