import type { ChangeDetail } from '../model/change.ts';
import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type ApiCall, type CallFamily, changeOf, imageIn } from './call.ts';
import { asMembers, entries, member, text } from './read.ts';

type Origin = Extract<ChangeDetail, { kind: 'created' }>;

/**
 * Calls after which there is an image that was not there before. Its id is in the answer; RestoreImageFromRecycleBin names it
 * in its request, and may answer `true` alone.
 */
export const createImage: CallFamily = {
  calls: ['CreateImage', 'CopyImage', 'RegisterImage', 'CreateRestoreImageTask', 'RestoreImageFromRecycleBin'],
  read: (call) => {
    const isNamed = call.name === 'RestoreImageFromRecycleBin';
    const answered = imageIn(call.response);
    const image = isNamed && typeof answered !== 'string' ? imageIn(call.request) : answered;
    if (typeof image !== 'string') return image;
    return changeOf({
      images: [image],
      touches: IMAGE_FACTS,
      detail: originOf(call),
      refusal: isNamed ? 'never' : 'none',
    });
  },
};

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
