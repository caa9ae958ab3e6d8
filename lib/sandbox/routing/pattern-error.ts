/** An event pattern that EventBridge would refuse, or that says nothing: `path` leads to the place, such as `detail.state[0].prefix`. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`event pattern${path === '' ? '' : ` at ${path}`}: ${problem}`);
    this.path = path;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Array.isArray` that doesn't make `any` of the elements. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
