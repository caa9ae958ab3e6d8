import { ImageId } from '../model/ids.ts';
import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type CallDetail, type CallFamily, changeOf, type Side } from './call.ts';
import { problem } from './need.ts';
import { asMembers, entries, member, text } from './read.ts';
import { unseen } from './unseen.ts';

/** CreateTags and DeleteTags: several resources of any type at once, of which the images count. */
export const tags: CallFamily = {
  calls: ['CreateTags', 'DeleteTags'],
  read: ({ name, request }) => {
    // A thousand resources with fifty tags; some of them may be images.
    if (request.members === null) return unseen('requestParameters', IMAGE_FACTS, 'never');
    const resources = resourcesIn(request);
    if (resources.length === 0) {
      const found = member(request.members, 'resourcesSet');
      return problem(`${request.path}.resourcesSet`, 'a list with a resourceId each', found);
    }
    const named = resources.filter((resource) => resource.startsWith('ami-'));
    const bad = named.find((resource) => !ImageId.safeParse(resource).success);
    if (bad !== undefined) {
      return problem(`${request.path}.resourcesSet`, 'image ids of 8 or 17 hex digits', bad);
    }
    if (named.length === 0) return { kind: 'ignored', reason: 'none of the tagged resources is an image' };
    return changeOf({
      images: [...new Set(named)].flatMap((resource) => ImageId.safeParse(resource).data ?? []),
      touches: ['image'],
      detail: tagsIn(request, name === 'CreateTags'),
      refusal: 'never',
    });
  },
};

const resourcesIn = ({ members }: Side): readonly string[] => {
  const listed = entries(member(members, 'resourcesSet')).map((entry) => member(asMembers(entry), 'resourceId'));
  return [...listed, ...entries(member(members, 'resourceId'))].flatMap((resource) => text(resource) ?? []);
};

const tagsIn = ({ members }: Side, sets: boolean): CallDetail => {
  const listed = [...entries(member(members, 'tagSet')), ...entries(member(members, 'tag'))].map(asMembers);
  const pairs = listed.flatMap((tag): readonly (readonly [string, string])[] => {
    const key = text(member(tag, 'key'));
    return key === null ? [] : [[key, text(member(tag, 'value')) ?? '']];
  });
  // Object.fromEntries makes own members even of a tag that is called __proto__.
  return sets
    ? { kind: 'tagged', set: Object.fromEntries(pairs), deleted: [] }
    : { kind: 'tagged', set: {}, deleted: pairs.map(([key]) => key) };
};
