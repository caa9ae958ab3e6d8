import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { functionKeys } from './sandbox-keys.ts';
import { sessionsContract } from './sessions.ts';

sessionsContract(
  'STS, by the sandbox',
  async () => {
    const sandbox = await startSandbox();
    return {
      endpoint: sandbox.endpoint,
      keys: functionKeys(sandbox, 'guard'),
      close: () => sandbox.close(),
    };
  },
  { trust: true },
);
