import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { cutMrkdwn } from '../../../lib/render/mrkdwn.ts';
import { slackMessage } from '../../../lib/render/slack.ts';
import { everybody, fixed, options, record } from './sample-record.ts';

const mrkdwn = (text: string): object => ({ type: 'mrkdwn', text, verbatim: true });

const title = (blocks: readonly KnownBlock[]): string => {
  const [first] = blocks;
  return first?.type === 'header' ? first.text.text : '';
};

describe('a finding as a Slack message', () => {
  it('says what, where, who, which rule, what was done, how to undo it and where to look', () => {
    expect(slackMessage(fixed(), options)).toEqual({
      text: 'Fixed: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1. No longer so: Everybody may launch this image.',
      blocks: [
        {
          type: 'header',
          text: {
            type: 'plain_text',
            text: '✅ Fixed: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1',
            emoji: false,
          },
        },
        { type: 'section', text: mrkdwn('No longer so: Everybody may launch this image.') },
        {
          type: 'section',
          fields: [
            mrkdwn('*Where*\naccount `222233334444` (`web-prod`), `eu-west-1`'),
            mrkdwn('*Image*\n`ami-0a1b2c3d4e5f60718` `app-web-20260901`'),
            mrkdwn('*Found*\nshared with everybody (public)'),
            mrkdwn('*Rule*\n`public-sharing`, severity critical, mode enforce'),
            mrkdwn(
              '*Who*\nrole `deploy/alice` of account `222233334444` (`web-prod`), not in the console but with `aws-cli/2.17.0`, from `192.0.2.10`',
            ),
            mrkdwn('*Event*\n`ModifyImageAttribute` at `2026-09-01T10:00:00Z`'),
          ],
        },
        {
          type: 'section',
          text: mrkdwn(
            '*Done*\nRemoved everybody (public). Read back and verified: shared with account `444455556666` (`partner`), organisation `o-exampleorg1` now.',
          ),
        },
        {
          type: 'section',
          text: mrkdwn(
            '*Undo*\nIn the account and region of ami-warden, run\n```aws lambda invoke --function-name ami-warden-dev-remediate --cli-binary-format raw-in-base64-out ' +
              `--payload '{"rollback":{"account":"222233334444","region":"eu-west-1","image":"ami-0a1b2c3d4e5f60718","entry":"20260901T100003Z-0007"}}' /dev/stdout` +
              '```',
          ),
        },
        {
          type: 'context',
          elements: [
            mrkdwn(
              '<https://console.aws.amazon.com/ec2/home?region=eu-west-1#ImageDetails:imageId=ami-0a1b2c3d4e5f60718|Open in the EC2 console>  ' +
                '`0123456789abcdef`, first seen `2026-09-01T10:00:02.000Z`, policy `c0ffee00c0ff`',
            ),
          ],
        },
      ],
    });
  });

  it.each([
    ['🔴 CRITICAL open', record()],
    ['🟠 HIGH open', record({ severity: 'high' })],
    ['🟡 MEDIUM open', record({ severity: 'medium' })],
    ['🔵 LOW open', record({ severity: 'low' })],
    ['🔴 CRITICAL not fixed', record({}, { outcome: { kind: 'refused', reason: 'over the limit' } })],
    [
      '❓ LOW not checked',
      record({ severity: 'low', detail: { kind: 'unreadable', datum: 'image', code: 'Denied' } }),
    ],
    ['⚪ Waived', record({}, { status: 'waived' })],
    ['☑️ Closed', record({}, { status: 'closed' })],
    ['⏳ In grace', record({}, { status: 'pending' })],
  ])('is headed %s', (expected, given) => {
    expect(title(slackMessage(given, options).blocks)).toBe(
      `${expected}: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1`,
    );
  });

  it('lets no name mention, link, format or end its code span', () => {
    const imageName = '<!channel> & <https://example.com|click> `*bold*';
    const { blocks } = slackMessage(record({ imageName, reason: '<@U1> & co' }), options);
    expect(blocks[1]).toEqual({ type: 'section', text: mrkdwn('&lt;@U1&gt; &amp; co') });
    expect(blocks[2]).toMatchObject({
      fields: [
        {},
        mrkdwn(
          "*Image*\n`ami-0a1b2c3d4e5f60718` `&lt;!channel&gt; &amp; &lt;https://example.com|click&gt; '*bold*`",
        ),
        {},
        {},
        {},
        {},
      ],
    });
  });

  it('gives no half command when the command is too long for Slack', () => {
    const long = { ...options, remediateFunction: 'x'.repeat(3_000) };
    expect(slackMessage(fixed(), long).blocks[4]).toEqual({
      type: 'section',
      text: mrkdwn('*Undo*\nSee the journal of this image.'),
    });
  });

  it('says that there is nothing to undo when nothing was changed', () => {
    const outcome = {
      kind: 'unverified',
      before: { launchPermission: [everybody] },
      after: { launchPermission: [everybody] },
      reason: 'denied',
    } as const;
    expect(slackMessage(record({}, { outcome }), options).blocks[4]).toEqual({
      type: 'section',
      text: mrkdwn('*Undo*\nThere is nothing to undo.'),
    });
  });
});

describe('cutting mrkdwn', () => {
  it.each([
    ['halves no entity', 'abcdefg&amp;hij', 12, 'abcdefg…'],
    ['closes a code span', 'ab `cdefghijk`', 10, 'ab `cdef`…'],
    ['leaves what fits', 'ab `cd`', 7, 'ab `cd`'],
  ])('%s', (_, given, max, expected) => {
    expect(cutMrkdwn(given, max)).toBe(expected);
  });
});
