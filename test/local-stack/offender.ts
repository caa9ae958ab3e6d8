import {
  DescribeImageAttributeCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { AwsCli } from '../e2e/aws-cli.ts';

/** Somebody with an account's own credentials who shares what they should not. Rejects with AWS's refusal. */
export interface Offender {
  /** How they call AWS. */
  readonly tool: string;
  /** `to`: `all`, or an account. */
  readonly share: (account: string, region: string, image: string, to: string) => Promise<void>;
  readonly shareSnapshot: (account: string, region: string, snapshot: string, to: string) => Promise<void>;
  /** Whom the image is shared with: `all`, and accounts. */
  readonly shares: (account: string, region: string, image: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

interface Permissions {
  readonly LaunchPermissions?:
    readonly { readonly Group?: string | undefined; readonly UserId?: string | undefined }[] | undefined;
}

const namesOf = ({ LaunchPermissions = [] }: Permissions): readonly string[] =>
  LaunchPermissions.map(({ Group, UserId }) => Group ?? UserId ?? '?');

/** By the AWS CLI. */
export const cliOffender = (cli: AwsCli): Offender => {
  const attribute = ['--attribute', 'launchPermission'];
  return {
    tool: 'aws',
    share: async (account, region, image, to) => {
      const grant = to === 'all' ? 'Add=[{Group=all}]' : `Add=[{UserId=${to}}]`;
      const words = ['modify-image-attribute', '--image-id', image, '--launch-permission', grant];
      await cli.run(account, region, 'ec2', ...words);
    },
    shareSnapshot: async (account, region, snapshot, to) => {
      const change = ['--attribute', 'createVolumePermission', '--operation-type', 'add', '--user-ids', to];
      await cli.run(
        account,
        region,
        'ec2',
        'modify-snapshot-attribute',
        '--snapshot-id',
        snapshot,
        ...change,
      );
    },
    shares: async (account, region, image) => {
      const words = ['describe-image-attribute', '--image-id', image, ...attribute];
      return namesOf((await cli.run(account, region, 'ec2', ...words)) as Permissions);
    },
    close: cli.close,
  };
};

/** By AWS's SDK. */
export const sdkOffender = (endpoint: string): Offender => {
  const clients = new Map<string, EC2Client>();
  const client = (account: string, region: string): EC2Client => {
    const credentials = { accessKeyId: account, secretAccessKey: 'any' };
    const key = `${account}/${region}`;
    const found = clients.get(key) ?? new EC2Client({ endpoint, region, credentials });
    clients.set(key, found);
    return found;
  };
  return {
    tool: 'the SDK',
    share: async (account, region, image, to) => {
      const grant = to === 'all' ? { Group: 'all' as const } : { UserId: to };
      const command = new ModifyImageAttributeCommand({ ImageId: image, LaunchPermission: { Add: [grant] } });
      await client(account, region).send(command);
    },
    shareSnapshot: async (account, region, snapshot, to) => {
      const command = new ModifySnapshotAttributeCommand({
        SnapshotId: snapshot,
        Attribute: 'createVolumePermission',
        OperationType: 'add',
        UserIds: [to],
      });
      await client(account, region).send(command);
    },
    shares: async (account, region, image) => {
      const command = new DescribeImageAttributeCommand({ ImageId: image, Attribute: 'launchPermission' });
      return namesOf(await client(account, region).send(command));
    },
    close: () => {
      for (const one of clients.values()) one.destroy();
      return Promise.resolve();
    },
  };
};
