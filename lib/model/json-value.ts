/** An object that is no list: what YAML calls a mapping. Of unknown content; names such as `constructor` are inherited. */
export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Array.isArray` that doesn't make `any` of the elements. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
