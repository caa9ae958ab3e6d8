import { AccountId } from '../../../../lib/model/ids.ts';
import type { CallGates } from '../../../../lib/sandbox/wire/call.ts';
import type { FinishedCall } from '../../../../lib/sandbox/wire/service.ts';

/** Gates that let everybody in as the account of the key, and note what was called. */
export const openGates = (calls: FinishedCall[] = []): CallGates => ({
  callers: {
    resolve: (accessKeyId) => ({
      account: AccountId.parse(accessKeyId),
      arn: `arn:aws:iam::${accessKeyId}:user/operator`,
      principalId: 'AIDAEXAMPLE',
      accessKeyId,
      session: null,
    }),
    authorise: () => undefined,
  },
  faults: { pass: () => Promise.resolve() },
  clock: { now: () => new Date('2026-03-01T10:00:00Z') },
  onCall: (call) => calls.push(call),
});
