import { type CallFamily, changeOf, imageIn } from './call.ts';
import { asMembers, member, text } from './read.ts';

/** CreateStoreImageTask and ExportImage: nothing changes on the image, but its content leaves EC2 for a bucket. */
export const exportImage: CallFamily = {
  calls: ['CreateStoreImageTask', 'ExportImage'],
  read: ({ name, request }) => {
    const image = imageIn(request);
    if (typeof image !== 'string') return image;
    const how = name === 'ExportImage' ? 'export' : 'store';
    const bucket =
      how === 'store'
        ? member(request.members, 'bucket')
        : member(asMembers(member(request.members, 's3ExportLocation')), 's3Bucket');
    return changeOf({
      images: [image],
      touches: ['exports'],
      detail: { kind: 'exported', how, bucket: text(bucket) },
      refusal: 'denied',
    });
  },
};
