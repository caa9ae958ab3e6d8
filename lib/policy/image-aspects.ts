import type { ImageFacts } from '../model/image.ts';
import type { ParametersOf } from '../model/parameters.ts';

/**
 * One thing that the rule `image-shape` may ask of an image. `unset` is what an attribute amounts to that AWS left out: null where
 * AWS always tells it, so that its absence is unreadable.
 */
export interface ImageAspect {
  readonly attribute: string;
  readonly wanted: (parameters: ParametersOf<'image-shape'>) => readonly string[];
  readonly found: (image: ImageFacts) => string | null;
  readonly unset: (image: ImageFacts) => string | null;
}

const NOT_SET = 'not set';

const one = (value: string | true | null): readonly string[] => (value === null ? [] : [String(value)]);
const always = (): null => null;
const optional = (): string => NOT_SET;

// EC2 user guide, "Instance launch behavior with Amazon EC2 boot modes": without a boot mode the instance type decides.
const bootsAs = ({ architecture }: ImageFacts): string | null => {
  if (architecture === null) return null;
  if (architecture === 'arm64') return 'uefi';
  return architecture === 'x86_64' || architecture === 'i386' ? 'legacy-bios' : NOT_SET;
};

export const IMAGE_ASPECTS: readonly ImageAspect[] = [
  { attribute: 'architecture', wanted: (p) => p.architectures, found: (i) => i.architecture, unset: always },
  {
    attribute: 'virtualization',
    wanted: (p) => p.virtualization,
    found: (i) => i.virtualization,
    unset: always,
  },
  { attribute: 'root device', wanted: (p) => p.rootDevice, found: (i) => i.rootDeviceType, unset: always },
  { attribute: 'boot mode', wanted: (p) => p.bootModes, found: (i) => i.bootMode, unset: bootsAs },
  { attribute: 'IMDS support', wanted: (p) => one(p.imds), found: (i) => i.imdsSupport, unset: optional },
  { attribute: 'TPM support', wanted: (p) => one(p.tpm), found: (i) => i.tpmSupport, unset: optional },
  {
    attribute: 'ENA support',
    wanted: (p) => one(p.ena),
    found: (i) => (i.enaSupport === null ? null : String(i.enaSupport)),
    unset: optional,
  },
];

/** What an attribute is, in words: its value, or what its absence amounts to. */
export const aspectText = (value: string | null, unset: string): string => {
  if (value !== null) return value;
  return unset === NOT_SET ? NOT_SET : `not set, which means ${unset}`;
};
