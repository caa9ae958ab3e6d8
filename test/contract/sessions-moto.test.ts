import { describe } from 'vitest';
import { hasMoto, startMoto } from './moto.ts';
import { sessionsContract } from './sessions.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  sessionsContract(
    'STS, by moto',
    async () => {
      const moto = await startMoto();
      return { ...moto, keys: { accessKeyId: '999988887777', secretAccessKey: 'any' } };
    },
    { trust: false },
  );
});
