const IMAGE = 'ami-0a1b2c3d4e5f60718';
/** A call of this name to EC2 that names a subject of every kind on both sides, as EventBridge carries it; `rest` replaces members of the record. */
export const anyCall = (eventName: string, rest: Readonly<Record<string, unknown>>): unknown => ({
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventSource: 'ec2.amazonaws.com',
    eventName,
    eventType: 'AwsApiCall',
    eventTime: '2026-11-02T08:03:07Z',
    awsRegion: 'us-east-1',
    eventID: 'e-1',
    recipientAccountId: '111122223333',
    requestParameters: {
      imageId: IMAGE,
      instanceId: 'i-0a1b2c3d4e5f60718',
      snapshotId: 'snap-0a1b2c3d4e5f60718',
      resourcesSet: { items: [{ resourceId: IMAGE }] },
      launchPermission: { add: { items: [{ group: 'all' }] } },
      createVolumePermission: { add: { items: [{ group: 'all' }] } },
    },
    responseElements: {
      imageId: IMAGE,
      importTaskId: 'import-ami-0a1b2c3d4e5f60718',
      instancesSet: { items: [{ instanceId: 'i-0a1b2c3d4e5f60718', imageId: IMAGE }] },
    },
    ...rest,
  },
});
