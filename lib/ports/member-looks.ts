import type { AccountId, Region } from '../model/ids.ts';

/** Whether a part of a deployment is where it belongs. `unwanted`: it belongs nowhere; `unknown`: nobody looked, or could; `why` is a clause. */
export type DeployedPart =
  | { readonly kind: 'there' }
  | { readonly kind: 'unwanted' }
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What a member account has of a deployment. */
export interface MemberLook {
  readonly readerRole: DeployedPart;
  readonly writerRole: DeployedPart;
  readonly rules: (region: Region) => Promise<DeployedPart>;
}

/** Goes into a member account to look. Never rejects: what cannot be seen is `unknown`. */
export type LookAtMember = (account: AccountId) => Promise<MemberLook>;
