import { expect, it } from 'vitest';
import { usesAccountTags } from '../../../lib/policy/uses-account-tags.ts';
import { policyOf } from './policy-of.ts';

const TAGS = 'match: { accountTags: { env: prod } }';

it.each([
  ['rules: { sharing: {} }', false],
  ["rules: { sharing: { match: { accounts: ['111122223333'] } } }", false],
  [`rules: { sharing: { ${TAGS} } }`, true],
  [`rules: { sharing: {} }\noverrides: [{ ${TAGS}, rules: { sharing: { mode: notify } } }]`, true],
  [
    `rules: { sharing: {} }\nwaivers: [{ id: W, rules: [sharing], ${TAGS}, reason: r, owner: o, expires: 2027-01-01 }]`,
    true,
  ],
  [`rules: { sharing: {} }\nnotify: { routes: [{ ${TAGS}, to: { slack: '#a' } }] }`, true],
])('%s asks for the tags of accounts: %s', (text, asks) => {
  expect(usesAccountTags(policyOf(`version: 1\n${text}`))).toBe(asks);
});
