import type { Call } from './history.ts';
import { launchPermissionOf } from '../../lib/sandbox/ec2/principals.ts';

/** An EC2 request. */
export interface Asked {
  readonly operation: string;
  readonly input: object;
}

/** What somebody asks of EC2. `snapshot`: the first that backs the image; `instance`: the last of its place. */
export const requestsOf = (
  call: Call,
  image: string,
  snapshot: string,
  instance: string,
): readonly Asked[] => {
  const ImageId = image;
  switch (call.call) {
    case 'share':
    case 'unshare': {
      const items = call.principals.map(launchPermissionOf);
      const LaunchPermission = call.call === 'share' ? { Add: items } : { Remove: items };
      return [{ operation: 'ModifyImageAttribute', input: { ImageId, LaunchPermission } }];
    }
    case 'share-snapshot':
    case 'unshare-snapshot': {
      const items = call.principals.map(launchPermissionOf);
      const CreateVolumePermission = call.call === 'share-snapshot' ? { Add: items } : { Remove: items };
      const input = { SnapshotId: snapshot, Attribute: 'createVolumePermission', CreateVolumePermission };
      return [{ operation: 'ModifySnapshotAttribute', input }];
    }
    case 'tag': {
      const Tags = Object.entries(call.tags).map(([Key, Value]) => ({ Key, Value }));
      return [{ operation: 'CreateTags', input: { Resources: [image], Tags } }];
    }
    case 'untag':
      return [
        { operation: 'DeleteTags', input: { Resources: [image], Tags: call.tags.map((Key) => ({ Key })) } },
      ];
    case 'copy':
      return [{ operation: 'CopyImage', input: { SourceImageId: image, Name: `copy-${image}` } }];
    case 'deregister':
      return [{ operation: 'DeregisterImage', input: { ImageId } }];
    case 'disable':
      return [{ operation: 'DisableImage', input: { ImageId } }];
    case 'enable':
      return [{ operation: 'EnableImage', input: { ImageId } }];
    case 'reset':
      return [{ operation: 'ResetImageAttribute', input: { ImageId, Attribute: 'launchPermission' } }];
    case 'run':
      return [
        { operation: 'RunInstances', input: { ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } },
      ];
    case 'terminate':
      return [{ operation: 'TerminateInstances', input: { InstanceIds: [instance] } }];
    // Not of EC2.
    case 'key-off':
    case 'key-on':
      return [];
    case 'undeprecate':
      return [{ operation: 'DisableImageDeprecation', input: { ImageId } }];
    case 'rails-off':
      return [
        'DisableImageBlockPublicAccess',
        'DisableSnapshotBlockPublicAccess',
        'DisableEbsEncryptionByDefault',
      ].map((operation) => ({ operation, input: {} }));
  }
};
