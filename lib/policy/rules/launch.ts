import * as z from 'zod/mini';
import { globMatches } from '../glob.ts';
import { ownsListed } from '../owners.ts';
import { strings } from '../parameter-shapes.ts';
import { missing } from '../failures.ts';
import { defineRule } from '../rule.ts';

/** Fails for an instance that runs from an image which none of the lists holds. */
export const launch = defineRule({
  id: 'launch',
  subject: 'instance',
  why: 'What was built with care is worth little where people launch something else beside it.',
  holds: 'The instance runs from an image that is allowed.',
  awsFact:
    'RunInstances takes any public or shared image, and CreateReplaceRootVolumeTask swaps one under a running instance; allowed AMIs never restrict images of the account itself.',
  severity: 'medium',
  reads: ['instance', 'image'],
  parameters: z.strictObject({
    kind: z.literal('launch'),
    owners: strings,
    images: strings,
    watermarks: strings,
  }),
  defaults: { kind: 'launch', owners: ['self', 'amazon'], images: [], watermarks: [] },
  remediations: [],
  remediation: null,
  check: ({ owners, images, watermarks }, { instance, image }, { organization }) => {
    const { owner: account, ownerAlias: alias, name } = image;
    const globs = images
      .filter((entry) => entry.startsWith('name:'))
      .map((entry) => entry.slice('name:'.length));
    const isAllowed =
      images.includes(instance.image) ||
      (name !== null && globs.some((glob) => globMatches(glob, name))) ||
      watermarks.some((mark) => image.watermarks.includes(mark)) ||
      ownsListed(owners, { account, alias }, organization);
    if (isAllowed) return { kind: 'judged', failures: [] };
    const unknown = [
      owners.length > 0 && account === null && alias === null ? missing(`who owns ${instance.image}`) : null,
      globs.length > 0 && name === null ? missing(`the name of ${instance.image}`) : null,
    ].filter((failure) => failure !== null);
    if (unknown.length > 0) return { kind: 'judged', failures: unknown };
    const owner = alias ?? account;
    const reason = `The instance runs from ${instance.image} of ${owner ?? 'an unknown owner'}, which is not allowed.`;
    const detail = { kind: 'launch', image: instance.image, owner } as const;
    return { kind: 'judged', failures: [{ detail, reason }] };
  },
});
