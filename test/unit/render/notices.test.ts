import { describe, expect, it } from 'vitest';
import { InstanceId, Region } from '../../../lib/model/ids.ts';
import type { Announcement, GatheredLine, Gathering } from '../../../lib/model/notice.ts';
import { durationText } from '../../../lib/render/duration-text.ts';
import { announcementEvent, gatheringEvent } from '../../../lib/render/notice-event.ts';
import { slackAnnouncement, slackGathering, slackReminder } from '../../../lib/render/slack-notices.ts';
import { snsAnnouncement, snsGathering, snsReminder } from '../../../lib/render/sns-notices.ts';
import { alice, options, record, unreadNotice } from './sample-record.ts';

const { ref } = record().finding;

const waiver: Announcement = {
  kind: 'waiver',
  id: 'waiver/W-2026-014/2026-12-31T00:00:00.000Z/604800',
  at: '2026-12-24T00:00:00.000Z',
  waiver: 'W-2026-014',
  rules: ['public-sharing'],
  owner: 'agent-team@example.com',
  reason: 'Community image published for the open-source agent',
  ticket: 'SEC-1042',
  expires: '2026-12-31T00:00:00.000Z',
  left: 604_800,
};

const attempt: Announcement = {
  kind: 'attempt',
  id: 'a1',
  at: '2026-09-01T10:00:05Z',
  ref,
  rule: 'public-sharing',
  severity: 'critical',
  cause: { ...record().cause, refused: 'Client.OperationNotPermitted' },
  what: 'Somebody tried to share the image with everybody (public).',
};

describe('a waiver that lapses', () => {
  it('names its owner, and says what becomes of what it covers', () => {
    expect(snsAnnouncement(waiver, options)).toEqual({
      subject: 'ami-warden: Waiver W-2026-014 lapses in 7 days',
      message: `Waiver W-2026-014 lapses in 7 days

From that instant what it covers counts its grace anew, and is told and put right as the policy says after it.

Owner:   "agent-team@example.com"
Lapses:  2026-12-31T00:00:00.000Z
Rules:   public-sharing
Reason:  Community image published for the open-source agent
Ticket:  SEC-1042`,
      attributes: { kind: 'waiver' },
    });
  });

  it('has lapsed at its instant', () => {
    const { subject, message } = snsAnnouncement({ ...waiver, left: 0 }, options);
    expect(subject).toBe('ami-warden: Waiver W-2026-014 has lapsed');
    expect(message).toContain('What it covered counts its grace anew from that instant');
    expect(announcementEvent({ ...waiver, left: 0 }).detailType).toBe('AMI Waiver Lapsed');
  });
});

describe('a waiver that a person granted', () => {
  const grant: Announcement = {
    ...waiver,
    waiver: 'g1',
    ticket: null,
    of: { ref, finding: '0123456789abcdef' },
  };

  it('names the subject and the finding in place of an id of the policy', () => {
    const { subject, message, attributes } = snsAnnouncement(grant, options);
    expect(subject).toBe(
      'ami-warden: Waiver of ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1 lapses in 7 days',
    );
    expect(message).toContain('Finding: 0123456789abcdef\nOwner:   "agent-team@example.com"');
    expect(attributes).toEqual({ kind: 'waiver', account: '222233334444', region: 'eu-west-1' });
    expect(announcementEvent(grant)).toEqual({
      detailType: 'AMI Waiver Lapses',
      detail: {
        version: 1,
        id: 'waiver/W-2026-014/2026-12-31T00:00:00.000Z/604800',
        at: '2026-12-24T00:00:00.000Z',
        waiver: 'g1',
        rules: ['public-sharing'],
        owner: 'agent-team@example.com',
        expires: '2026-12-31T00:00:00.000Z',
        secondsLeft: 604_800,
        account: '222233334444',
        region: 'eu-west-1',
        subject: 'ami-0a1b2c3d4e5f60718',
        finding: '0123456789abcdef',
      },
    });
  });
});

describe('a fight', () => {
  const fight: Announcement = {
    kind: 'fight',
    id: 'f1',
    at: '2026-09-01T10:40:00.000Z',
    ref,
    rule: 'public-sharing',
    severity: 'critical',
    finding: '0123456789abcdef',
    reason: 'Everybody may launch this image.',
    others: [alice],
    since: '2026-09-01T10:00:05.000Z',
    until: '2026-09-01T11:40:00.000Z',
  };

  it('names whoever is on the other side, and says that we have stopped', () => {
    expect(snsAnnouncement(fight, options)).toEqual({
      subject: 'ami-warden: CRITICAL fight: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1',
      message: `CRITICAL fight: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1

It was put right three times within an hour, and undone each time: ami-warden has stopped. It is left as it is until a person acts, or an hour goes by without a change. Everybody may launch this image.

Who:     role "deploy/alice" of account 222233334444 ("web-prod"), not in the console but with "aws-cli/2.17.0", from 192.0.2.10 (arn:aws:sts::222233334444:assumed-role/deploy/alice)
Where:   account 222233334444 ("web-prod"), eu-west-1
Image:   ami-0a1b2c3d4e5f60718
Rule:    public-sharing, severity critical
Since:   2026-09-01T10:00:05.000Z
Again:   not before 2026-09-01T11:40:00.000Z
Finding: 0123456789abcdef`,
      attributes: {
        kind: 'fight',
        severity: 'critical',
        rule: 'public-sharing',
        account: '222233334444',
        region: 'eu-west-1',
      },
    });
  });

  it('of many names three and counts the rest; of nobody known it says so', () => {
    const many = Array.from({ length: 5 }, (_, n) => ({ ...alice, name: `deploy/${String(n)}` }));
    expect(snsAnnouncement({ ...fight, others: many }, options).message).toContain('; 2 more\n');
    expect(snsAnnouncement({ ...fight, others: [] }, options).message).toContain(
      'Who:     somebody whom no event named\n',
    );
  });

  it('is an event of its own', () => {
    expect(announcementEvent(fight)).toMatchObject({
      detailType: 'AMI Remediation Fought',
      detail: {
        subject: 'ami-0a1b2c3d4e5f60718',
        others: [
          {
            kind: 'role',
            name: 'deploy/alice',
            arn: 'arn:aws:sts::222233334444:assumed-role/deploy/alice',
          },
        ],
        until: '2026-09-01T11:40:00.000Z',
      },
    });
  });
});

describe('an attempt that AWS refused', () => {
  it('says who tried what, and that nothing was changed', () => {
    expect(snsAnnouncement(attempt, options)).toEqual({
      subject:
        'ami-warden: CRITICAL attempt refused: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1',
      message: `CRITICAL attempt refused: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1

Somebody tried to share the image with everybody (public). AWS refused it, and nothing was changed.

Where:   account 222233334444 ("web-prod"), eu-west-1
Image:   ami-0a1b2c3d4e5f60718
Rule:    public-sharing, severity critical
Who:     role "deploy/alice" of account 222233334444 ("web-prod"), not in the console but with "aws-cli/2.17.0", from 192.0.2.10
Event:   ModifyImageAttribute at 2026-09-01T10:00:00Z
Refused: with Client.OperationNotPermitted`,
      attributes: {
        kind: 'attempt',
        severity: 'critical',
        rule: 'public-sharing',
        account: '222233334444',
        region: 'eu-west-1',
      },
    });
  });

  it('is an event as well', () => {
    expect(announcementEvent(attempt)).toEqual({
      detailType: 'AMI Attempt Refused',
      detail: {
        version: 1,
        id: 'a1',
        at: '2026-09-01T10:00:05Z',
        account: '222233334444',
        region: 'eu-west-1',
        subject: 'ami-0a1b2c3d4e5f60718',
        rule: 'public-sharing',
        severity: 'critical',
        what: 'Somebody tried to share the image with everybody (public).',
        event: 'ModifyImageAttribute',
        eventId: 'e1f2a3b4-0000-4000-8000-000000000001',
        refused: 'Client.OperationNotPermitted',
        actor: { kind: 'role', name: 'deploy/alice' },
      },
    });
  });
});

it('a policy that was refused says where, and that the last good one stays', () => {
  const refused: Announcement = {
    kind: 'policy-refused',
    id: 'policy/"e1"',
    at: '2026-09-01T10:00:00Z',
    where: 'ami-warden-dev-policy-999988887777/policy.json',
    problem: 'rules: expected a list',
  };
  const { text, blocks } = slackAnnouncement(refused, options);
  expect(text).toBe(
    'A new policy was refused: The last good policy stays in force; where there is none, nothing is judged. rules: expected a list.',
  );
  expect(blocks[0]).toMatchObject({ text: { text: '❗ A new policy was refused' } });
  expect(JSON.stringify(blocks[2])).toContain('`ami-warden-dev-policy-999988887777/policy.json`');
});

it('a record that could not be understood says where it is kept', () => {
  const { subject, message, attributes } = snsAnnouncement(unreadNotice, options);
  expect(subject).toBe('ami-warden: Event record not understood, unknown account unknown region');
  expect(message).toContain('so nothing was judged from it. the message is not JSON.');
  expect(message).toContain('in the journal as feedfacefeedface, and in the dead-letter queue of changes');
  expect(attributes).toEqual({ kind: 'malformed' });
  expect(announcementEvent(unreadNotice).detailType).toBe('AMI Event Record Not Understood');
});

it('an event that does not say what it changed says that all images there are to be looked at', () => {
  const { account, region } = ref;
  const { cause } = record();
  const unseen: Announcement = {
    kind: 'unseen',
    id: 'e1',
    at: cause.at,
    account,
    region,
    reason: 'CloudTrail left its requestParameters out.',
    cause,
  };
  const { subject, message } = snsAnnouncement(unseen, options);
  expect(subject).toBe('ami-warden: An event does not say what it changed, 222233334444 eu-west-1');
  expect(message).toContain('all of them are to be looked at. CloudTrail left its requestParameters out.');
});

const DAY = 86_400;
const digest: Gathering = {
  kind: 'digest',
  channel: 'slack:#all',
  seconds: DAY,
  end: '2026-09-02T00:00:00.000Z',
};
const line = (
  id: string,
  changed: Partial<Extract<GatheredLine, { kind: 'finding' }>> = {},
): GatheredLine => ({
  kind: 'finding',
  id,
  ref,
  imageName: 'app-web-20260901',
  rule: 'required-tags',
  severity: 'medium',
  status: 'open',
  reason: 'The tag Owner is missing.',
  firstSeen: '2026-09-01T10:00:02.000Z',
  at: '2026-09-01T10:00:02.000Z',
  ...changed,
});

describe('a digest', () => {
  const lines = [
    line('1'),
    line('2', { status: 'closed' }),
    line('3', { rule: 'public-sharing', severity: 'critical', reason: 'Everybody may launch this image.' }),
    line('4', {
      severity: 'high',
      firstSeen: '2026-08-20T10:00:00.000Z',
      ref: { ...ref, region: Region.parse('us-west-2') },
    }),
  ];

  it('lists by rule and severity what changed, what is closed, and what is open since when', () => {
    expect(snsGathering(digest, lines, options)).toEqual({
      subject: 'ami-warden: Digest of 1 day: 4 changes, 3 open',
      message: `Digest of 1 day: 4 changes, 3 open

Until 2026-09-02T00:00:00.000Z: 1 critical open, 1 high open, 1 medium open, 1 closed.

public-sharing: 1 critical open
- CRITICAL new: ami-0a1b2c3d4e5f60718 "app-web-20260901", account 222233334444 ("web-prod"), eu-west-1: Everybody may launch this image.

required-tags: 1 high open, 1 medium open, 1 closed
- HIGH open since 2026-08-20: ami-0a1b2c3d4e5f60718 "app-web-20260901", account 222233334444 ("web-prod"), us-west-2: The tag Owner is missing.
- MEDIUM new: ami-0a1b2c3d4e5f60718 "app-web-20260901", account 222233334444 ("web-prod"), eu-west-1: The tag Owner is missing.
- closed: ami-0a1b2c3d4e5f60718 "app-web-20260901", account 222233334444 ("web-prod"), eu-west-1: The tag Owner is missing.`,
      attributes: { kind: 'digest', severity: 'critical' },
    });
  });

  it('is the same in whatever order it was gathered', () => {
    expect(snsGathering(digest, lines.toReversed(), options)).toEqual(snsGathering(digest, lines, options));
  });

  it('has no severity when all of it is over', () => {
    expect(snsGathering(digest, [line('1', { status: 'fixed' })], options).attributes).toEqual({
      kind: 'digest',
    });
  });

  it('is one Slack message however long: what does not fit is counted', () => {
    const many = Array.from({ length: 900 }, (_, index) => line(String(index).padStart(4, '0')));
    const { text, blocks } = slackGathering(digest, many, options);
    expect(text).toContain('Digest of 1 day: 900 changes, 900 open');
    expect(blocks.length).toBeLessThanOrEqual(7);
    const all = JSON.stringify(blocks);
    const shown = all.split('• MEDIUM new').length - 1;
    expect(shown).toBeGreaterThan(30);
    expect(all).toContain(`And ${String(900 - shown)} more, in the journal.`);
  });

  it('shows all of a short one in Slack', () => {
    const all = JSON.stringify(slackGathering(digest, lines, options).blocks);
    expect(all.split('•')).toHaveLength(5);
    expect(all).not.toContain(' more, in the journal');
  });

  it('is counted for other systems', () => {
    expect(gatheringEvent(digest, lines)).toEqual({
      detailType: 'AMI Findings Digest',
      detail: { version: 1, end: '2026-09-02T00:00:00.000Z', total: 4, first: ['1', '2', '3', '4'] },
    });
  });
});

it('attempts that were too many for an hour are one message that counts them', () => {
  const { account, region } = ref;
  const gathering: Gathering = {
    kind: 'attempts',
    channel: 'sns',
    account,
    region,
    end: '2026-09-01T11:00:00.000Z',
  };
  const { rule, severity, what, at } = attempt;
  const lines = ['1', '2'].map((id): GatheredLine => ({
    kind: 'attempt',
    id,
    ref,
    rule,
    severity,
    what,
    at,
  }));
  const { subject, message, attributes } = snsGathering(gathering, lines, options);
  expect(subject).toBe('ami-warden: 2 more refused attempts within the hour, 222233334444 eu-west-1');
  expect(message).toContain('Until 2026-09-01T11:00:00.000Z: 2 critical attempted and refused.');
  expect(attributes).toEqual({ kind: 'attempts', severity: 'critical' });
});

describe('a finding that is told again', () => {
  it('says since when it is open', () => {
    const { subject, message, attributes } = snsReminder(record(), options);
    expect(subject).toBe(
      'ami-warden: still CRITICAL open: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1',
    );
    expect(message).toMatch(/^Still open since 2026-09-01T10:00:02\.000Z\.\n\nCRITICAL open: public-sharing/);
    expect(attributes).toMatchObject({ kind: 'finding', severity: 'critical', reminder: 'true' });
  });

  it('is short in Slack', () => {
    const { text, blocks } = slackReminder(record(), options);
    expect(text).toBe('Still CRITICAL open: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1');
    expect(blocks).toHaveLength(2);
  });
});

it.each([
  [30, 'less than a minute'],
  [60, '1 minute'],
  [3_600, '1 hour'],
  [7_199, '2 hours'],
  [86_400, '1 day'],
  [2_592_000, '30 days'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

it('a finding about an instance has its label in the column of the others', () => {
  const { account, region } = ref;
  const instance = InstanceId.parse('i-0a1b2c3d4e5f60718');
  const { message } = snsReminder(record({ ref: { account, region, instance }, imageName: null }), options);
  expect(message).toContain(
    '\nWhere:    account 222233334444 ("web-prod"), eu-west-1\nInstance: i-0a1b2c3d4e5f60718\n',
  );
});
