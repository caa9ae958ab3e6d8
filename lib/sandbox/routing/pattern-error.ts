/** An event pattern that EventBridge would refuse, or that says nothing: `path` leads to the place, such as `detail.state[0].prefix`. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`event pattern${path === '' ? '' : ` at ${path}`}: ${problem}`);
    this.path = path;
  }
}
