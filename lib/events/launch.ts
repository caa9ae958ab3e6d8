import type { LaunchedInstance } from '../model/change.ts';
import type { Fact } from '../model/image.ts';
import { type ApiCall, type CallFamily, changeOf, type Reading } from './call.ts';
import { needImage, needInstance, problem, type Problem } from './need.ts';
import { asMembers, entries, type Members, member, text } from './read.ts';
import { unseen } from './unseen.ts';

// What a launch can alter, of the instance: itself, and the image that it runs from.
const LAUNCH_FACTS: readonly Fact[] = ['instance', 'image'];

/** RunInstances, whoever calls it: Auto Scaling and fleets launch by it too. The instances are in the answer alone. */
export const launch: CallFamily = {
  calls: ['RunInstances'],
  read: ({ request, response }) => {
    if (response.members === null) return unseen('responseElements', LAUNCH_FACTS, 'none');
    const set = member(response.members, 'instancesSet');
    const path = `${response.path}.instancesSet`;
    const wanted = imageWanted(request.members);
    const launched = entries(set).map((entry) => launchedOf(asMembers(entry), wanted, path));
    const [bad] = launched.filter((one) => 'reason' in one);
    if (bad !== undefined) return bad;
    const instances = launched.flatMap((one) => ('reason' in one ? [] : [one]));
    if (instances.length === 0) return problem(path, 'a list with an instanceId each', set);
    return changeOf({ instances, touches: LAUNCH_FACTS, detail: { kind: 'launched' }, refusal: 'none' });
  },
};

/** The image that the request names, once for all instances; null when a launch template does. */
const imageWanted = (request: Members | null): string | null => {
  const [first] = entries(member(request, 'instancesSet'));
  return text(member(asMembers(first), 'imageId')) ?? text(member(request, 'imageId'));
};

const launchedOf = (entry: Members | null, wanted: string | null, path: string): LaunchedInstance | Problem => {
  const instance = needInstance(member(entry, 'instanceId'), `${path}.instanceId`);
  if (typeof instance !== 'string') return instance;
  const named = text(member(entry, 'imageId')) ?? wanted;
  // DescribeInstances knows what an instance runs from, where the record does not say.
  if (named === null) return { instance, image: null };
  const image = needImage(named, `${path}.imageId`);
  return typeof image === 'string' ? { instance, image } : image;
};

/** CreateReplaceRootVolumeTask: the instance goes on, on a root volume made of the image that is named. */
export const replaceRootVolume: CallFamily = {
  calls: ['CreateReplaceRootVolumeTask'],
  read: (call) => {
    const task = asMembers(member(call.response.members, 'replaceRootVolumeTask'));
    const named = (name: string): unknown => member(call.request.members, name) ?? member(task, name);
    const instance = needInstance(named('instanceId'), `${call.request.path}.instanceId`);
    if (typeof instance !== 'string') return instance;
    if (text(named('imageId')) === null) return ofNoImage(call, named('volumeId'));
    const image = needImage(named('imageId'), `${call.request.path}.imageId`);
    return typeof image === 'string' ? replaced({ instance, image }) : image;
  },
};

const replaced = (one: LaunchedInstance): Reading =>
  changeOf({ instances: [one], touches: LAUNCH_FACTS, detail: { kind: 'launched' }, refusal: 'never' });

/** EC2 takes a snapshot only of the instance's own root volume: no other image comes in by it. */
const ofNoImage = ({ name }: ApiCall, volume: unknown): Reading => ({
  kind: 'ignored',
  reason:
    text(volume) === null
      ? `${name} without an image restores the instance's own root volume, as it was launched or from a snapshot of it`
      : `${name} puts in a volume that no image is named for`,
});
