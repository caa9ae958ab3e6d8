export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** The ladder: `audit` records, `notify` records and alerts, `enforce` records, alerts and remediates. */
export type Mode = 'off' | 'audit' | 'notify' | 'enforce';

/** The remediations that a policy may name. */
export type ActionName =
  | 'revoke-public'
  | 'revoke-unlisted'
  | 'revoke-snapshot-shares'
  | 'add-tags'
  | 'encrypted-copy'
  | 'deprecate'
  | 'disable'
  | 'deregister'
  | 'enable-block-public-access'
  | 'enable-snapshot-bpa'
  | 'enable-ebs-encryption'
  | 'request-quota-increase';
