import type { Answers } from './answers.ts';
import { listText } from './yaml-word.ts';

// An account of the example organisation, in which tests run where no other is named; none of the rules asks where it is.
const ACCOUNT = '222233334444';

/** Tests that a policy of these answers passes. */
export const testsText = (answers: Answers): string => {
  const { mode, orgId, partners, tags, regions } = answers;
  const place = `account: '${ACCOUNT}', region: ${regions[0] ?? 'us-east-1'}`;
  const stranger = strangerTo(partners);
  const listed = [...partners, ...orgId.filter((id) => id !== 'self')];
  const test = (name: string, given: string, expected: string): string =>
    `  - name: ${name}\n    given: { ${place}, ${given} }\n    expect: { ${expected} }`;
  const image = (members: string): string => `image: { ${members} }`;
  return [
    'tests:',
    test(
      'a public image fails',
      image('launchPermission: [public]'),
      `public-sharing: { verdict: fail, mode: ${mode}, findings: [principal/public] }`,
    ),
    test('an image of our own passes', image('launchPermission: []'), 'public-sharing: pass, sharing: pass'),
    test(
      'a stranger may not launch an image',
      image(`launchPermission: ['${stranger}']`),
      `sharing: { verdict: fail, mode: ${mode}, findings: [principal/account/${stranger}] }`,
    ),
    ...(listed.length === 0
      ? []
      : [test('those who are listed may', image(`launchPermission: ${listText(listed)}`), 'sharing: pass')]),
    test('an unencrypted disk fails', image('devices: [{ encrypted: false }]'), 'encryption: fail'),
    test(
      'what cannot be read passes nowhere',
      'unreadable: { launchPermission: UnauthorizedOperation }',
      'public-sharing: error, sharing: error',
    ),
    ...(tags.length === 0
      ? []
      : [
          test('a new image has half an hour for its tags', image('tags: {}'), 'required-tags: pending'),
          test('and then it has none left', `failingFor: 30m, ${image('tags: {}')}`, 'required-tags: fail'),
        ]),
    ...(regions.length === 0
      ? []
      : [
          test(
            'a guard rail that is off fails',
            'guardrails: { imageBlockPublicAccess: unblocked }',
            'guardrails: fail',
          ),
        ]),
    '',
  ].join('\n');
};

/** An account id that is not among these. */
const strangerTo = (accounts: readonly string[]): string => {
  const candidates = Array.from(
    { length: accounts.length + 1 },
    (_, index) => `0${String(12_345_678_901 + index)}`,
  );
  const stranger = candidates.find((candidate) => !accounts.includes(candidate));
  if (stranger === undefined) throw new Error('of n + 1 ids one is not among n');
  return stranger;
};
