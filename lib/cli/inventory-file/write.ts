import type { SubjectState } from '../../model/image.ts';
import type { Organization } from '../../model/organization.ts';

/** The first line of an inventory. */
export const organizationLine = (organization: Organization): string =>
  `${JSON.stringify({ organization })}\n`;

/** A subject as a line of an inventory; what nobody had read is left out. */
export const subjectLine = (state: SubjectState): string => {
  const members = Object.entries(state).filter(([, value]) => !isUnread(value));
  return `${JSON.stringify(Object.fromEntries(members))}\n`;
};

const isUnread = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unread';
