import type { PutEventsRequest, PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { isMapping } from '../../../model/json-value.ts';
import { AwsError, type CallContext } from '../../wire/service.ts';

/** An event that PutEvents took: on which bus, and as which envelope. */
export interface PutEvent {
  readonly bus: { readonly account: string; readonly region: string; readonly name: string };
  readonly envelope: Readonly<Record<string, unknown>>;
}

const MOST_ENTRIES = 10;
// One megabyte for the whole request (EventBridge API, PutEvents).
const LARGEST_REQUEST = 1_048_576;
const MOST_LETTERS = { source: 256, detailType: 128 } as const;

/** The entries of a PutEvents call as far as they can be judged one by one: an event, or why it was refused. */
export const readEntries = (
  input: PutEventsRequest,
  context: CallContext,
  nextId: () => string,
): readonly (PutEvent | PutEventsResultEntry)[] => {
  const entries = input.Entries ?? [];
  if (entries.length === 0 || entries.length > MOST_ENTRIES) {
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10",
    );
  }
  if (entries.reduce((sum, entry) => sum + entrySize(entry), 0) > LARGEST_REQUEST) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return entries.map((entry) => readEntry(entry, context, nextId));
};

/** Bytes of an entry: 14 for a time, and source, detail type, detail and resources (user guide, calculating entry size). */
const entrySize = ({ Time, Source, DetailType, Detail, Resources }: PutEventsRequestEntry): number =>
  [Source, DetailType, Detail, ...(Resources ?? [])].reduce(
    (sum, text) => sum + Buffer.byteLength(text ?? ''),
    Time === undefined ? 0 : 14,
  );

const readEntry = (
  entry: PutEventsRequestEntry,
  context: CallContext,
  nextId: () => string,
): PutEvent | PutEventsResultEntry => {
  const { Source: source = '', DetailType: detailType = '', Detail: detail = '' } = entry;
  if (source === '') return missing('Source');
  if (detailType === '') return missing('DetailType');
  if (detail === '') return missing('Detail');
  if (source.startsWith('aws.')) {
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  if (source.length > MOST_LETTERS.source || detailType.length > MOST_LETTERS.detailType) {
    return refused('InvalidArgument', 'Parameter Source or DetailType is not valid. Reason: it is too long.');
  }
  const parsed = parse(detail);
  if (parsed === null) return refused('MalformedDetail', 'Detail is malformed.');
  const bus = busOf(entry.EventBusName, context);
  if (bus.account !== context.caller.account) {
    return refused('AccessDeniedException', 'PutEvents on a bus of another account is not modelled here.');
  }
  return {
    bus,
    envelope: {
      version: '0',
      id: nextId(),
      'detail-type': detailType,
      source,
      account: context.caller.account,
      time: secondsOf(entry.Time ?? context.now),
      region: bus.region,
      resources: [...(entry.Resources ?? [])],
      detail: parsed,
    },
  };
};

/** The bus that a name or an ARN means; `default` when there is none. */
export const busOf = (
  nameOrArn: string | undefined,
  { caller, region }: CallContext,
): { readonly account: string; readonly region: string; readonly name: string } => {
  const given = nameOrArn ?? 'default';
  if (!given.startsWith('arn:')) return { account: caller.account, region, name: given };
  const [, , , busRegion = '', account = '', resource = ''] = given.split(':');
  return { account, region: busRegion, name: resource.replace('event-bus/', '') };
};

// EventBridge's times have no fraction.
const secondsOf = (time: Date): string => time.toISOString().replace(/\.\d{3}Z$/, 'Z');

const parse = (detail: string): object | null => {
  try {
    const parsed: unknown = JSON.parse(detail);
    return isMapping(parsed) ? parsed : null;
  } catch {
    return null;
  }
};

const refused = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({ ErrorCode, ErrorMessage });

const missing = (name: string): PutEventsResultEntry =>
  refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
