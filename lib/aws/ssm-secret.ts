import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { Fault } from '../model/fault.ts';
import type { Clock } from '../ports/clock.ts';
import { cached } from './cached.ts';
import { asFault } from './faults.ts';

// A secret that is changed is used within this time, without a deployment.
const FRESH_MS = 5 * 60 * 1000;

/** Reads one SecureString of SSM's Parameter Store, decrypted, and keeps it for 5 minutes. Rejects with `Fault`, which never holds the value. */
export const secret = (ssm: SSMClient, name: string, clock: Clock): (() => Promise<string>) =>
  cached({
    clock,
    freshMs: FRESH_MS,
    load: async () => {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const answer = await asFault('GetParameter', ssm.send(command));
      const value = answer.Parameter?.Value;
      if (value) return value;
      throw new Fault('GetParameter', 'Empty', `the parameter ${name} has no value`, { retryable: false });
    },
  });
