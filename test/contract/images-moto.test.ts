import { describe } from 'vitest';
import { imagesContract } from './images.ts';
import { motoWorld } from './moto-world.ts';
import { hasMoto } from './moto.ts';
import { surroundingsContract } from './surroundings.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  imagesContract('EC2 and STS, by moto', motoWorld, { goneAttribute: true, snapshotFilter: true });
  surroundingsContract('EC2 and STS, by moto', motoWorld);
});
