import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/service.ts';

export type Tags = Readonly<Record<string, string>>;

// EC2 user guide, "Tag restrictions".
const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** The tags of a request; throws InvalidParameterValue for reserved, doubled, empty or overlong ones. */
export const tagsOf = (tags: readonly Tag[] | undefined): Tags => {
  const known = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of tags ?? []) {
    if (key.toLowerCase().startsWith('aws:')) {
      throw new AwsError(
        'InvalidParameterValue',
        "Tag keys starting with 'aws:' are reserved for internal use",
      );
    }
    if (key === '' || key.length > LONGEST_KEY) {
      throw new AwsError(
        'InvalidParameterValue',
        `Tag key '${key}' must be 1 to ${String(LONGEST_KEY)} characters`,
      );
    }
    if (value.length > LONGEST_VALUE) {
      throw new AwsError(
        'InvalidParameterValue',
        `Tag value exceeds the maximum length of ${String(LONGEST_VALUE)}`,
      );
    }
    if (known.has(key)) throw new AwsError('InvalidParameterValue', `Duplicate tag key '${key}' specified.`);
    known.set(key, value);
  }
  return mergeTags({}, Object.fromEntries(known));
};

/** Both, those of `added` winning; throws TagLimitExceeded beyond 50. Keys that begin with `aws:` do not count. */
export const mergeTags = (present: Tags, added: Tags): Tags => {
  const merged = { ...present, ...added };
  if (Object.keys(merged).filter((key) => !key.startsWith('aws:')).length > MOST_TAGS) {
    throw new AwsError('TagLimitExceeded', 'The maximum number of tags for a resource has been reached.');
  }
  return merged;
};

/** The tags that a request's TagSpecifications give to this type of resource; throws for types that it cannot tag. */
export const specifiedTags = (
  specifications: readonly TagSpecification[] | undefined,
  type: ResourceType,
  taggable: readonly ResourceType[],
): Tags => {
  for (const { ResourceType: other } of specifications ?? []) {
    if (other !== undefined && taggable.includes(other)) continue;
    throw new AwsError(
      'InvalidParameterValue',
      `'${other ?? ''}' is not a valid taggable resource type for this operation.`,
    );
  }
  return tagsOf(
    (specifications ?? []).filter((one) => one.ResourceType === type).flatMap(({ Tags }) => Tags ?? []),
  );
};

/** As the SDK writes tags; absent when there are none, as a member of an answer must be. */
export const tagMember = (tags: Tags): { readonly Tags?: Tag[] } => {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length === 0 ? {} : { Tags: list };
};
