import type { Sandbox } from '../../lib/sandbox/sandbox.ts';

/** Keys of one of the hub's function roles, as an SDK client takes them. */
export const functionKeys = (
  sandbox: Sandbox,
  name: 'guard' | 'remediate' | 'notify',
): { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string } => {
  const { accessKeyId, secretAccessKey, sessionToken } = sandbox.credentialsOf(
    `arn:aws:iam::999988887777:role/ami-warden-dev-${name}`,
  );
  return { accessKeyId, secretAccessKey, sessionToken };
};
