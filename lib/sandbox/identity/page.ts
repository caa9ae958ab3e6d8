import { AwsError } from '../wire/service.ts';

/** One page of a list, and the token for the next one; tokens say where to go on, in a form that callers should not read. */
export const pageOf = <Item>(
  items: readonly Item[],
  input: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
  limits: { readonly most: number; readonly invalidToken: string },
): { readonly items: Item[]; readonly next: { readonly NextToken?: string } } => {
  const size = Math.min(Math.max(input.MaxResults ?? limits.most, 1), limits.most);
  const start = input.NextToken === undefined ? 0 : readToken(input.NextToken, limits.invalidToken);
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? { NextToken: writeToken(end) } : {} };
};

const writeToken = (offset: number): string => Buffer.from(`after:${String(offset)}`).toString('base64url');

const readToken = (token: string, code: string): number => {
  const offset = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (offset === undefined) throw new AwsError(code, 'You specified an invalid value for nextToken.');
  return Number(offset);
};
