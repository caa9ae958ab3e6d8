import { AwsError } from '../../wire/service.ts';

/** An entry of a batch that was refused, in SQS's shape. */
export interface FailedEntry {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

/** The entries of a batch request with their ids checked: 1 to 10 entries, ids well-formed and distinct. */
export const checkBatch = <Entry extends { readonly Id: string | undefined }>(
  entries: readonly Entry[],
): readonly (Entry & { readonly Id: string })[] => {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${String(entries.length)}.`,
    );
  }
  const ids = new Set<string>();
  return entries.map((entry) => {
    const id = entry.Id ?? '';
    if (!/^[\w-]{1,80}$/.test(id)) {
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (ids.has(id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    ids.add(id);
    return { ...entry, Id: id };
  });
};

export const failedEntry = (id: string, error: AwsError): FailedEntry => ({
  Id: id,
  SenderFault: error.status < 500,
  Code: error.code,
  Message: error.message,
});

/** Does something for each entry; what throws an `AwsError` is a failed entry. */
export const eachEntry = <Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  act: (entry: Entry) => void,
): { readonly Successful: { Id: string }[]; readonly Failed: FailedEntry[] } => {
  const Successful: { Id: string }[] = [];
  const Failed: FailedEntry[] = [];
  for (const entry of entries) {
    try {
      act(entry);
      Successful.push({ Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push(failedEntry(entry.Id, error));
    }
  }
  return { Successful, Failed };
};
