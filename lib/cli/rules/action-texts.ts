import type { ActionName } from '../../model/words.ts';

/** What people are told of a remediation. */
export interface ActionText {
  /** What it does: a sentence. */
  readonly does: string;
  /** When it is done at all, as the end of the sentence "Only …"; null for always. */
  readonly only: string | null;
}

/** The remediations that the service carries out, as documentation has them. Apart from what they are made of: no function carries it. */
export const ACTION_TEXTS: Readonly<Partial<Record<ActionName, ActionText>>> = {
  'revoke-public': {
    does: 'Takes group `all` from the launch permission, and nobody else.',
    only: null,
  },
  'revoke-unlisted': {
    does: 'Takes exactly the failing accounts, organisations and units from the launch permission, in one request.',
    only: null,
  },
  'revoke-snapshot-shares': {
    does: 'Takes exactly the failing accounts, or group `all`, from the permissions of the snapshots behind the image, one request a snapshot.',
    only: null,
  },
  'add-tags': {
    does: 'Sets tags that are missing to the values that the policy gives.',
    only: 'where the tag is missing: a value that is there is never overwritten, and no `aws:` key is touched',
  },
  'encrypted-copy': {
    does:
      'Puts an encrypted copy in the place of the image, step by step: the copy, under `kmsKey` and with the image’s tags; once it is there and verified, ' +
      'those whom the policy allows to launch the image may launch the copy; the image is disabled (`source.after: disable`) and, `deregisterAfter` later, deregistered.',
    only:
      'a step at a time, each by what is so then: the key is enabled and may be used; AWS’s 20 copies of snapshots at once have room; who is let in on the copy can use its ' +
      'key, by the key’s policy and grants; for the last step, what `deregister` asks for',
  },
  deprecate: {
    does: 'Sets the date from which the image is deprecated: `deprecateAfter` its creation, or as late as the rule allows; at once where both are past.',
    only: 'to a nearer date than there is; within AWS’s bounds (10 years ahead; of a public image 2 years from its creation)',
  },
  disable: {
    does: 'Puts the image into quarantine: nobody can launch it, and nobody it was shared with sees it. AWS drops its launch permission with that, which is recorded before.',
    only: 'while the image is available',
  },
  deregister: {
    does: 'Deregisters the image, into the Recycle Bin where one of its rules matches. The snapshots stay.',
    only:
      'if each of these was read and says so: nothing in its account refers to it; a report of at most 3 days ago names no user of it in ' +
      'any account (without one it is asked for, and looked at again); it was neither made nor launched within `notLaunchedFor` (30 days); neither ' +
      'deregistration protection nor AWS Backup holds it; the Recycle Bin would keep it, or the policy says `withoutRecycleBin: true`',
  },
  'enable-block-public-access': {
    does: 'Turns block public access for images on. Images that are public stay so.',
    only: 'where no declarative policy of the organisation manages it',
  },
  'enable-snapshot-bpa': {
    does: 'Turns block public access for snapshots on, as far as the policy asks: `block-all-sharing` also cuts off public snapshots that are in use.',
    only: 'where no declarative policy of the organisation manages it',
  },
  'enable-ebs-encryption': {
    does: 'Turns encryption of new EBS volumes by default on.',
    only: 'where no declarative policy of the organisation manages it',
  },
  'request-quota-increase': {
    does: 'Asks AWS for twice the present quota. People at AWS decide, in days.',
    only: 'when a person asks for it, and no request is open',
  },
};
