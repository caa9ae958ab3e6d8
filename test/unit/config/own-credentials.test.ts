import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { callerOf } from '../../../lib/config/own-credentials.ts';

/** What a caller is told when the SDK's chain of credentials ends with this. */
const toldOf = async (message: string): Promise<string> => {
  const sts = new STSClient({
    region: 'us-east-1',
    credentials: () =>
      Promise.reject(Object.assign(new Error(message), { name: 'CredentialsProviderError' })),
  });
  return callerOf(sts).then(
    () => 'nothing',
    (fault: unknown) => (fault instanceof Error ? fault.message : 'no error'),
  );
};

describe('whoever has no credentials', () => {
  it('is told where they were looked for', async () => {
    expect(await toldOf('Could not load credentials from any providers')).toBe(
      'AWS: NoCredentials: none were found: neither in the environment (AWS_ACCESS_KEY_ID), nor in the profile (--profile or ' +
        'AWS_PROFILE: is it spelled so in your AWS configuration?), nor of a login (aws sso login)',
    );
  });

  it('is told what the SDK knows better', async () => {
    const over =
      "The SSO session has expired. To refresh it run 'aws sso login' with the corresponding profile.";
    expect(await toldOf(over)).toBe(`GetCallerIdentity: CredentialsProviderError: ${over}`);
  });
});
