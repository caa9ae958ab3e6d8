import { AslError } from './asl-error.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a reference path leads to in the input, or, with `$$`, in the context; undefined when nothing is there. */
export const lookUp = (path: string, input: unknown, context: unknown): unknown => {
  const isContext = path.startsWith('$$');
  const names = path
    .slice(isContext ? 2 : 1)
    .split('.')
    .filter((name) => name !== '');
  let value: unknown = isContext ? context : input;
  for (const name of names) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
};

/** The same; throws the error that Step Functions raises for a path to nothing. */
export const pick = (path: string, input: unknown, context: unknown): unknown => {
  const value = lookUp(path, input, context);
  if (value !== undefined) return value;
  throw new AslError('States.ParameterPathFailure', `${path} leads to nothing in ${JSON.stringify(input)}`);
};

/** A payload template filled in: members whose names end in `.$` are paths. */
export const fillIn = (template: unknown, input: unknown, context: unknown): unknown => {
  if (Array.isArray(template)) return template.map((one) => fillIn(one, input, context));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), pick(String(value), input, context)]
        : [name, fillIn(value, input, context)],
    ),
  );
};

/** The input with a result put where a path says; `$` is the result alone. */
export const putAt = (path: string, input: unknown, result: unknown): unknown => {
  const names = path
    .slice(1)
    .split('.')
    .filter((name) => name !== '');
  return names.reduceRight<{ at: number; value: unknown }>(
    ({ at, value }, name) => {
      const parent = lookUp(['$', ...names.slice(0, at)].join('.'), input, null);
      return { at: at - 1, value: { ...(isObject(parent) ? parent : {}), [name]: value } };
    },
    { at: names.length - 1, value: result },
  ).value;
};
