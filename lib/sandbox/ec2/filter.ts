import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/service.ts';
import { patternTest } from './pattern.ts';

/** The values of a thing by filter name; a thing with none of a filter's values does not pass it. */
export type FilterValues<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

// EC2 API reference, "Filter": at most 200 values in one request.
const MOST_VALUES = 200;

/**
 * The test that the request's filters make: any value within a filter, all filters together; `tag:<key>` and `tag-key` come
 * with `tagsOf`. Throws InvalidParameterValue for a name that the operation does not know.
 */
export const createFilter = <T>(
  filters: readonly Filter[] | undefined,
  values: FilterValues<T>,
  tagsOf: (item: T) => Readonly<Record<string, string>>,
): ((item: T) => boolean) => {
  const count = (filters ?? []).reduce((sum, { Values }) => sum + (Values?.length ?? 0), 0);
  if (count > MOST_VALUES) {
    throw new AwsError(
      'FilterLimitExceeded',
      `The maximum number of filter values is ${String(MOST_VALUES)}.`,
    );
  }
  const tests = (filters ?? []).map((filter): ((item: T) => boolean) => {
    const name = filter.Name ?? '';
    const patterns = filter.Values ?? [];
    if (patterns.length === 0) {
      throw new AwsError('InvalidParameterValue', `The filter '${name}' has no values`);
    }
    const read = readerOf(name, values, tagsOf);
    const matches = patternTest(patterns);
    return (item) => read(item).some(matches);
  });
  return (item) => tests.every((test) => test(item));
};

const readerOf = <T>(
  name: string,
  values: FilterValues<T>,
  tagsOf: (item: T) => Readonly<Record<string, string>>,
): ((item: T) => readonly string[]) => {
  if (name === 'tag-key') return (item) => Object.keys(tagsOf(item));
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (item) => {
      const tags = tagsOf(item);
      return Object.hasOwn(tags, key) ? [tags[key] ?? ''] : [];
    };
  }
  const reader = Object.hasOwn(values, name) ? values[name] : undefined;
  if (reader === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return reader;
};

/** A value that may be absent, as filters see it: text, or nothing. */
export const filterValue = (value: string | number | boolean | null | undefined): readonly string[] =>
  value === null || value === undefined ? [] : [String(value)];
