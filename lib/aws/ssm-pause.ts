import { GetParameterCommand, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { Fault } from '../model/fault.ts';
import type { PauseState } from '../model/pause.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pause } from '../ports/pause.ts';
import { cached } from './cached.ts';
import { asFault } from './faults.ts';

// All writing stops within a minute of the change: this, and the write that is under way.
const FRESH_MS = 30_000;

const text = z.exactOptional(z.nullable(z.string()));
/** What the parameter holds: an object as `ami-warden pause` writes it, or `true` or `false` as people do. */
const Form = z.union([z.boolean(), z.object({ paused: z.boolean(), by: text, since: text, reason: text })]);

/** The switch as a parameter of SSM's Parameter Store. What is missing, or cannot be understood, is a `Fault`, and so is taken for paused. */
export const ssmPause = (ssm: SSMClient, name: string, clock: Clock): Pause => ({
  state: cached({
    clock,
    freshMs: FRESH_MS,
    load: async () => {
      const { Parameter: found } = await asFault(
        'GetParameter',
        ssm.send(new GetParameterCommand({ Name: name })),
      );
      return stateOf(name, found);
    },
  }),
});

const stateOf = (name: string, found: Parameter | undefined): PauseState => {
  const read = Form.safeParse(parsed(found?.Value));
  if (!read.success) {
    const message = `the parameter ${name} holds neither true nor false nor {"paused": …}`;
    throw new Fault('GetParameter', 'Unreadable', message, { retryable: false });
  }
  const form = typeof read.data === 'boolean' ? { paused: read.data } : read.data;
  if (!form.paused) return { kind: 'running' };
  const since = form.since ?? found?.LastModifiedDate?.toISOString() ?? null;
  return { kind: 'paused', by: form.by ?? null, since, reason: form.reason ?? null };
};

const parsed = (value: string | undefined): unknown => {
  try {
    return JSON.parse(value ?? '') as unknown;
  } catch {
    return null;
  }
};
