import { describe, expect, it } from 'vitest';
import { snsMessage } from '../../../lib/render/sns.ts';
import { fixed, options, record } from './sample-record.ts';

describe('a finding as an SNS message', () => {
  it('says what, where, who, which rule, what was done, how to undo it and where to look', () => {
    expect(snsMessage(fixed(), options)).toEqual({
      subject: 'ami-warden: Fixed: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1',
      message: `Fixed: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1

No longer so: Everybody may launch this image.

Where:   account 222233334444 ("web-prod"), eu-west-1
Image:   ami-0a1b2c3d4e5f60718 "app-web-20260901"
Found:   shared with everybody (public)
Rule:    public-sharing, severity critical, mode enforce
Who:     role "deploy/alice" of account 222233334444 ("web-prod"), not in the console but with "aws-cli/2.17.0", from 192.0.2.10
Event:   ModifyImageAttribute at 2026-09-01T10:00:00Z
Done:    Removed everybody (public). Read back and verified: shared with account 444455556666 ("partner"), organisation o-exampleorg1 now.
Undo:    in the account and region of ami-warden, run
         aws lambda invoke --function-name ami-warden-dev-remediate --cli-binary-format raw-in-base64-out --payload '{"rollback":{"account":"222233334444","region":"eu-west-1","image":"ami-0a1b2c3d4e5f60718","entry":"20260901T100003Z-0007"}}' /dev/stdout
Open:    https://console.aws.amazon.com/ec2/home?region=eu-west-1#ImageDetails:imageId=ami-0a1b2c3d4e5f60718
Finding: 0123456789abcdef, first seen 2026-09-01T10:00:02.000Z, policy c0ffee00c0ff`,
      attributes: {
        kind: 'finding',
        severity: 'critical',
        rule: 'public-sharing',
        account: '222233334444',
        region: 'eu-west-1',
        status: 'fixed',
        mode: 'enforce',
      },
    });
  });

  it('offers no undo where nothing was changed', () => {
    const { message } = snsMessage(record(), options);
    expect(message).toContain('\nUndo:    there is nothing to undo.\n');
    expect(message).not.toContain('aws lambda invoke');
  });

  it('keeps a name that plays our own lines on its one line', () => {
    const imageName = 'web"\nDone:    Removed everybody (public)."\u202e';
    const { message } = snsMessage(record({ imageName }), options);
    expect(message).toContain(
      `\nImage:   ami-0a1b2c3d4e5f60718 "web' Done:    Removed everybody (public).'"\nFound:`,
    );
  });

  it('does not leave the reason out when there is none', () => {
    const { message } = snsMessage(record({ reason: ' \n' }), options);
    expect(message.split('\n')[2]).toBe('no reason is given');
  });

  it('cuts a subject that a long rule name makes too long, and writes it in ASCII', () => {
    const { subject } = snsMessage(record({ rule: `golden-für-${'x'.repeat(80)}` }), options);
    expect(subject).toBe(
      'ami-warden: CRITICAL open: golden-f?r-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?, ami-0a1...',
    );
    expect(subject).toHaveLength(99);
  });
});
