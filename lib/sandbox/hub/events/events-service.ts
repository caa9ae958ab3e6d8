import * as schemas from '@aws-sdk/client-eventbridge';
import type {
  ListRulesRequest,
  ListRulesResponse,
  PutEventsRequest,
  PutEventsResponse,
  TestEventPatternRequest,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';
import { isMapping } from '../../../model/json-value.ts';
import { matches } from '../../routing/match.ts';
import { PatternError } from '../../routing/pattern-error.ts';
import type { EventRouter } from '../../routing/router.ts';
import type { Stack } from '../../routing/stack.ts';
import { AwsError, type CallContext, type ServiceDefinition } from '../../wire/service.ts';
import { busOf, readEntries, type PutEvent } from './put-events.ts';

/** What the service works on. `taken` grows by each event that PutEvents took. */
export interface EventsBehind {
  readonly router: EventRouter;
  readonly stacks: (account: string, region: string) => readonly Stack[];
  readonly taken: PutEvent[];
  readonly nextId: () => string;
}

/** EventBridge over the wire. Rules come from the templates and can't be changed by requests. */
export const eventsService = ({ router, stacks, taken, nextId }: EventsBehind): ServiceDefinition => ({
  signingName: 'events',
  protocol: 'awsJson1_1',
  apiVersion: '2015-10-07',
  xmlNamespace: 'http://events.amazonaws.com/doc/2015-10-07/',
  schemas,
  operations: {
    PutEvents: (input: PutEventsRequest, context: CallContext): PutEventsResponse => {
      const results = readEntries(input, context, nextId);
      const entries = results.map((result) => {
        if (!('bus' in result)) return result;
        taken.push(result);
        router.put(result.bus, result.envelope);
        return { EventId: String(result.envelope['id']) };
      });
      return { FailedEntryCount: results.filter((result) => !('bus' in result)).length, Entries: entries };
    },
    TestEventPattern: (input: TestEventPatternRequest): TestEventPatternResponse => {
      const event = parse(input.Event, 'ValidationException');
      const absent = REQUIRED.find((name) => !isMapping(event) || event[name] === undefined);
      if (absent !== undefined) {
        throw new AwsError('ValidationException', `Parameter Event is not valid. Reason: it has no ${absent}.`);
      }
      try {
        return { Result: matches(parse(input.EventPattern, 'InvalidEventPatternException'), event) };
      } catch (error) {
        if (!(error instanceof PatternError)) throw error;
        throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
      }
    },
    ListRules: (input: ListRulesRequest, context: CallContext): ListRulesResponse => {
      const bus = busOf(input.EventBusName, context);
      const rules = stacks(bus.account, bus.region).flatMap((stack) => stack.rules);
      return {
        Rules: rules
          .filter((rule) => rule.bus === bus.name && rule.name.startsWith(input.NamePrefix ?? ''))
          .map((rule) => ({
            Name: rule.name,
            Arn: rule.arn,
            EventBusName: rule.bus,
            EventPattern: rule.patternText,
            State: rule.enabled ? 'ENABLED' : 'DISABLED',
            ...(rule.description !== null && { Description: rule.description }),
          })),
      };
    },
  },
});

// TestEventPattern asks for these in its event.
const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

const parse = (text: string | undefined, code: string): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new AwsError(code, 'the JSON could not be parsed');
  }
};
