export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** The ladder: `audit` records, `notify` records and alerts, `enforce` records, alerts and remediates. */
export type Mode = 'off' | 'audit' | 'notify' | 'enforce';

/** The remediations there are; each has a file of its own in lib/remediation/actions. */
export type ActionName = 'revoke-public' | 'revoke-unlisted';
