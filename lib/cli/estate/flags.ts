import type { OptionDoc } from '../command/doc.ts';

/** The flags that say which inventory is read. */
export const INVENTORY_FLAGS: readonly OptionDoc[] = [
  {
    flags: '--file <file>',
    text: 'what `scan` has kept on this machine: an SQLite file',
    fallback: '$XDG_STATE_HOME/ami-warden/journal.sqlite',
    takes: 'file',
  },
  {
    flags: '--table <name>',
    text: 'the inventory of a deployed service: the name or ARN of its table, read with your own AWS credentials',
  },
  {
    flags: '--via <stack>',
    text: 'the inventory of a deployed service: the name or ARN of its CloudFormation stack',
  },
  {
    flags: '--profile <name>',
    text: 'with --table or --via: a profile of your AWS configuration',
    fallback: 'as the SDK finds it',
  },
];

/** The flags that narrow what is shown to a part of the estate. */
export const PLACE_FILTER_FLAGS: readonly OptionDoc[] = [
  { flags: '--account <id>', text: 'only of this account' },
  { flags: '--region <region>', text: 'only of this region' },
];

/** The same for images. */
export const IMAGE_FILTER_FLAGS: readonly OptionDoc[] = [
  ...PLACE_FILTER_FLAGS,
  { flags: '--image <ami>', text: 'only this image' },
  { flags: '--name <glob>', text: 'only images of such a name' },
  { flags: '--tag <tag...>', text: 'only images that have this tag: Key, or Key=value; all of several' },
];
