/**
 * Who asks, by which way. `name`: for people (a user's name, `role/session`). `arn`: of AWS's identity, null where there is none
 * (Slack). `id`: by which two people are told apart (`slack:U…`, `arn:…`); null where that is only claimed, which never makes a
 * second person. `invocation`: the request id of the Lambda invocation, by which CloudTrail's data events tell who it was.
 */
export interface Asker {
  readonly kind: 'lambda' | 'cli' | 'slack';
  readonly name: string;
  readonly arn: string | null;
  readonly id: string | null;
  readonly invocation?: string;
}
