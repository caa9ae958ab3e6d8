/** A value of JSON's, as records hold them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The members of a value that is an object; none otherwise. */
export const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A scalar as JSON has it; null for what has no form in a record (a function, a symbol). */
export const scalar = (value: unknown): Json => {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : null;
};
