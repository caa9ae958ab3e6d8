import { AwsError } from '../wire/service.ts';
import { invalidValue } from './refusals.ts';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page, as the member of an answer must be. */
  readonly token: { readonly NextToken?: string };
}

const TOKEN = /^after-(\d+)$/;

const positionOf = (token: string | undefined): number => {
  if (token === undefined || token === '') return 0;
  const match = TOKEN.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (match === null) throw new AwsError('InvalidNextToken', 'The specified NextToken is not valid');
  return Number(match[1]);
};

const isOrdered = (all: readonly { readonly sequence: number }[]): boolean => {
  let last = -Infinity;
  for (const { sequence } of all) {
    if (sequence < last) return false;
    last = sequence;
  }
  return true;
};

/** Where what comes after this position begins, in a list in order. */
const startAfter = (ordered: readonly { readonly sequence: number }[], position: number): number => {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle]?.sequence ?? Infinity) > position) high = middle;
    else low = middle + 1;
  }
  return low;
};

/**
 * The page that the request asks for, of those that match. A token names the last thing told, not a count, so that nothing is
 * told twice or passed over when things come and go between two pages. Without MaxResults, everything. `least` and `most` bound
 * MaxResults.
 */
export const pageOf = <T extends { readonly sequence: number }>(
  all: readonly T[],
  request: PageRequest,
  bounds: { readonly least: number; readonly most: number } = { least: 1, most: 1_000 },
  matches: (item: T) => boolean = () => true,
): Page<T> => {
  const { MaxResults: size } = request;
  if (size !== undefined && (size < bounds.least || !Number.isInteger(size))) {
    throw invalidValue(String(size), 'maxResults', `Expecting a value of at least ${String(bounds.least)}.`);
  }
  const ordered = isOrdered(all) ? all : all.toSorted((a, b) => a.sequence - b.sequence);
  const most = size === undefined ? Infinity : Math.min(size, bounds.most);
  const items: T[] = [];
  for (let at = startAfter(ordered, positionOf(request.NextToken)); at < ordered.length; at += 1) {
    const item = ordered[at];
    if (item === undefined || !matches(item)) continue;
    const last = items.at(-1);
    if (items.length === most && last !== undefined) return { items, token: tokenAfter(last.sequence) };
    items.push(item);
  }
  return { items, token: {} };
};

const tokenAfter = (sequence: number): { readonly NextToken: string } => ({
  NextToken: Buffer.from(`after-${String(sequence)}`, 'utf8').toString('base64url'),
});
