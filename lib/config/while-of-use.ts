import { Fault } from '../model/fault.ts';
import type { Clock } from '../ports/clock.ts';
import type { Passage } from '../ports/estate-reader.ts';

// EC2 says RequestExpired of a session that is over, other services ExpiredToken; of an SSO session the SDK itself says it.
const RAN_OUT = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenProviderError',
]);

const OUT_OF_REACH = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'TimeoutError',
]);

// A network that is away for less is waited for.
const PATIENCE_MS = 60_000;

/**
 * Passages that tell, in a sentence, when it is no use to go on: the credentials have run out, or a place that answered before has been out of
 * reach for a minute. Of 50,000 images each would fail, four times, for hours.
 */
export const whileOfUse =
  (clock: Clock, tell: (why: string) => void) =>
  (passage: Passage): Passage => {
    let hasAnswered = false;
    let awaySince: number | null = null;
    const answered = (): void => {
      hasAnswered = true;
      awaySince = null;
    };
    const failed = (fault: unknown): void => {
      if (!(fault instanceof Fault)) return;
      if (RAN_OUT.has(fault.code)) tell(`the credentials ran out (${fault.message}): get new ones`);
      if (!OUT_OF_REACH.has(fault.code)) {
        answered();
        return;
      }
      if (!hasAnswered) return;
      const now = clock.now().getTime();
      awaySince ??= now;
      if (now - awaySince >= PATIENCE_MS) tell(`AWS is out of reach (${fault.message})`);
    };
    return (operation, send) =>
      passage(operation, async () => {
        try {
          const answer = await send();
          answered();
          return answer;
        } catch (fault) {
          failed(fault);
          throw fault;
        }
      });
  };
