import type { ChangeDetail } from '../model/change.ts';
import { ALL_FACTS, type ApiCall, type CallChange, type CallFamily, imageIn } from './call.ts';
import { asMembers, entries, member, text } from './read.ts';

type Origin = Extract<ChangeDetail, { kind: 'created' }>;

/** Calls after which there is an image that was not there before; its id is in the answer alone, so a failed one names none. */
export const createImage: CallFamily = {
  calls: ['CreateImage', 'CopyImage', 'RegisterImage', 'CreateRestoreImageTask', 'RestoreImageFromRecycleBin'],
  read: (call) => {
    // RestoreImageFromRecycleBin answers `true` and names the image in its request.
    const side = call.name === 'RestoreImageFromRecycleBin' ? call.request : call.response;
    const image = imageIn(side);
    return typeof image === 'string' ? created([image], call) : image;
  },
};

const created = (
  images: CallChange['images'],
  call: ApiCall,
): CallChange => ({
  kind: 'change',
  images,
  snapshots: [],
  touches: ALL_FACTS,
  detail: originOf(call),
  refusal: 'never',
});

const originOf = (call: ApiCall): Origin => {
  const request = call.request.members;
  switch (call.name) {
    case 'CreateImage':
      return origin('create', text(member(request, 'instanceId')));
    case 'CopyImage':
      return { ...origin('copy', text(member(request, 'sourceImageId'))), sourceRegion: text(member(request, 'sourceRegion')) };
    case 'RegisterImage':
      return origin('register', text(member(request, 'imageLocation')) ?? firstSnapshot(member(request, 'blockDeviceMapping')));
    default:
      return origin('restore', objectName(text(member(request, 'bucket')), text(member(request, 'objectKey'))));
  }
};

const origin = (from: Origin['from'], source: string | null): Origin => ({
  kind: 'created',
  from,
  source,
  sourceRegion: null,
});

const firstSnapshot = (mappings: unknown): string | null => {
  for (const mapping of entries(mappings)) {
    const snapshot = text(member(asMembers(member(asMembers(mapping), 'ebs')), 'snapshotId'));
    if (snapshot !== null) return snapshot;
  }
  return null;
};

const objectName = (bucket: string | null, key: string | null): string | null =>
  bucket === null || key === null ? null : `s3://${bucket}/${key}`;
