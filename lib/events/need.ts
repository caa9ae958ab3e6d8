import { type AccountId, ImageId, InstanceId, Region, SnapshotId } from '../model/ids.ts';
import type { ParsedEvent } from '../model/change.ts';
import { accountOf, instant, type Members, member, shown, text } from './read.ts';

/** What is wrong in an event: where, what was expected there and what was found. */
export interface Problem {
  readonly kind: 'malformed';
  readonly reason: string;
}

export const problem = (path: string, expected: string, found: unknown): Problem => ({
  kind: 'malformed',
  reason: `${path}: expected ${expected}, found ${shown(found)}`,
});

/** All that is wrong among the values that were needed, in one sentence. */
export const reasonsOf = (needed: readonly (string | Problem)[]): string =>
  needed.flatMap((value) => (typeof value === 'string' ? [] : [value.reason])).join('; ');

/** An event that cannot be read. `of`: where it says of which account and region it is, for whoever is told. */
export const malformedEvent = (
  event: string,
  of: Members | null,
  needed: readonly (string | Problem)[],
): ParsedEvent => ({
  kind: 'malformed',
  event,
  account: text(member(of, 'account')),
  region: text(member(of, 'region')),
  reason: reasonsOf(needed),
});

export const needAccount = (found: unknown, path: string): AccountId | Problem =>
  accountOf(found) ?? problem(path, 'an account id (12 digits)', found);

export const needRegion = (found: unknown, path: string): Region | Problem =>
  Region.safeParse(found).data ?? problem(path, 'a region code such as eu-west-1', found);

export const needImage = (found: unknown, path: string): ImageId | Problem =>
  ImageId.safeParse(text(found)).data ?? problem(path, 'an image id (ami- and 8 or 17 hex digits)', found);

export const needSnapshot = (found: unknown, path: string): SnapshotId | Problem =>
  SnapshotId.safeParse(text(found)).data ?? problem(path, 'a snapshot id (snap- and 8 or 17 hex digits)', found);

export const needInstance = (found: unknown, path: string): InstanceId | Problem =>
  InstanceId.safeParse(text(found)).data ?? problem(path, 'an instance id (i- and 8 or 17 hex digits)', found);

const IMPORT_TASK = /^import-ami-[0-9A-Za-z]+$/;

export const needImportTask = (found: unknown, path: string): string | Problem => {
  const task = text(found);
  return task !== null && IMPORT_TASK.test(task)
    ? task
    : problem(path, "an import task's id (import-ami- and letters or digits)", found);
};

/** A time, as ISO 8601 in UTC. */
export const needInstant = (found: unknown, path: string): string | Problem =>
  instant(found) ?? problem(path, 'a time in ISO 8601', found);

export const needText = (found: unknown, path: string): string | Problem =>
  text(found) ?? problem(path, 'a string', found);
