import type { Fact } from '../model/image.ts';
import { type ApiCall, type CallFamily, changeOf } from './call.ts';
import { member, text } from './read.ts';

interface Rail {
  readonly fact: Fact;
  /** What it is set to when neither side of the record says so; null when only they know. */
  readonly to: string | null;
  /** The member that says so, in the request and in the answer. */
  readonly told: string | null;
}

const rail = (fact: Fact, to: string | null, told: string | null = null): Rail => ({ fact, to, told });

const RAILS: ReadonlyMap<string, Rail> = new Map([
  [
    'EnableImageBlockPublicAccess',
    rail('imageBlockPublicAccess', 'block-new-sharing', 'imageBlockPublicAccessState'),
  ],
  ['DisableImageBlockPublicAccess', rail('imageBlockPublicAccess', 'unblocked')],
  ['EnableSnapshotBlockPublicAccess', rail('snapshotBlockPublicAccess', null, 'state')],
  ['DisableSnapshotBlockPublicAccess', rail('snapshotBlockPublicAccess', 'unblocked')],
  ['EnableAllowedImagesSettings', rail('allowedImages', null, 'allowedImagesSettingsState')],
  ['DisableAllowedImagesSettings', rail('allowedImages', 'disabled')],
  // Other criteria: neither on nor off by it.
  ['ReplaceImageCriteriaInAllowedImagesSettings', rail('allowedImages', null)],
  ['EnableEbsEncryptionByDefault', rail('ebsEncryption', 'enabled')],
  ['DisableEbsEncryptionByDefault', rail('ebsEncryption', 'disabled')],
]);

/** The switches of an account and region that keep images and snapshots from getting out. They name no resource. */
export const guardrail: CallFamily = {
  calls: [...RAILS.keys()],
  read: (call) => {
    const switched = RAILS.get(call.name);
    if (switched === undefined) return { kind: 'ignored', reason: `${call.name} switches no guard rail` };
    const { fact, to, told } = switched;
    return changeOf({
      touches: [fact],
      detail: { kind: 'guardrail', to: saidBy(call, told) ?? to },
      // To switch one off is how somebody would prepare to share what must not be shared.
      refusal: call.name.startsWith('Disable') ? 'denied' : 'never',
    });
  },
};

const saidBy = ({ request, response }: ApiCall, told: string | null): string | null =>
  told === null ? null : (text(member(response.members, told)) ?? text(member(request.members, told)));
