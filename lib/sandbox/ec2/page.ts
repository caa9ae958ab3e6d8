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

/**
 * The page that the request asks for. A token names the last thing told, not a count, so that nothing is told twice or passed
 * over when things come and go between two pages. Without MaxResults, everything. `least` and `most` bound MaxResults.
 */
export const pageOf = <T extends { readonly sequence: number }>(
  all: readonly T[],
  request: PageRequest,
  bounds: { readonly least: number; readonly most: number } = { least: 1, most: 1_000 },
): Page<T> => {
  const { MaxResults: size } = request;
  if (size !== undefined && (size < bounds.least || !Number.isInteger(size))) {
    throw invalidValue(String(size), 'maxResults', `Expecting a value of at least ${String(bounds.least)}.`);
  }
  const after = positionOf(request.NextToken);
  const rest = all.filter(({ sequence }) => sequence > after).toSorted((a, b) => a.sequence - b.sequence);
  const items = size === undefined ? rest : rest.slice(0, Math.min(size, bounds.most));
  const last = items.at(-1);
  if (last === undefined || items.length === rest.length) return { items, token: {} };
  const NextToken = Buffer.from(`after-${String(last.sequence)}`, 'utf8').toString('base64url');
  return { items, token: { NextToken } };
};
