import type { Finding } from '../../model/finding.ts';

/** Whether an image is to be put out of use for this: not for a deprecation date that is missing, or too late. */
export const isGrave = ({ detail }: Pick<Finding, 'detail'>): boolean =>
  detail.kind !== 'attribute' || detail.attribute !== 'deprecation';
