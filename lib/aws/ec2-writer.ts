import { ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import { commonPrincipals, principalKey } from '../model/principal.ts';
import type { ImageWriter } from '../ports/images.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { asFault } from './faults.ts';
import { permissionOf } from './launch-permission.ts';

const refused = (code: string, message: string): Fault =>
  new Fault('ModifyImageAttribute', code, message, { retryable: false });

/**
 * Writes launch permissions by EC2, in one ModifyImageAttribute of exactly the principals named; nothing here can reset.
 * Refuses, without a call, a change that names nobody or one principal on both sides. Asking twice does no harm: EC2
 * takes adding a grant that is there, and removing one that is not, for done.
 */
export const ec2Writer = ({ clients }: { readonly clients: Ec2Clients }): ImageWriter => ({
  modifyLaunchPermission: async (ref, { add, remove }) => {
    if (add.length === 0 && remove.length === 0)
      throw refused('EmptyChange', `nothing to do to ${ref.image}`);
    const both = commonPrincipals(add, remove).map(principalKey).join(', ');
    if (both !== '')
      throw refused('ContradictoryChange', `asked to add and to remove ${both} on ${ref.image}`);
    const client = await clients(ref.account, ref.region);
    const answer = await asFault(
      'ModifyImageAttribute',
      client.send(
        new ModifyImageAttributeCommand({
          ImageId: ref.image,
          LaunchPermission: {
            ...(add.length > 0 && { Add: add.map(permissionOf) }),
            ...(remove.length > 0 && { Remove: remove.map(permissionOf) }),
          },
        }),
      ),
    );
    return { requestId: answer.$metadata.requestId ?? null };
  },
});
