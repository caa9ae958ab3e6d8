import type { Announcement, CoverageLine, GatheredLine, Gathering } from '../model/notice.ts';
import { subjectId } from '../model/subject.ts';
import { malformedEvent } from './event.ts';
import { plain } from './plain.ts';

/** What goes into one PutEvents entry for what is no finding; far below EventBridge's 256 KB. */
export interface NoticeEvent {
  readonly detailType: string;
  readonly detail: object;
}

/** An announcement as an event for other systems, schema version 1: what `Announcement` holds, texts cleaned and cut. */
export const announcementEvent = (announcement: Announcement): NoticeEvent => {
  switch (announcement.kind) {
    case 'malformed':
      return malformedEvent(announcement);
    case 'attempt': {
      const { id, at, ref, rule, severity, cause, what } = announcement;
      return event('AMI Attempt Refused', {
        id: short(id),
        at: short(at),
        account: ref.account,
        region: ref.region,
        subject: subjectId(ref),
        rule: short(rule),
        severity,
        what: plain(what, 2_000),
        event: short(cause.event),
        eventId: short(cause.eventId),
        refused: cause.refused === null ? null : short(cause.refused),
        actor: cause.actor === null ? null : { kind: cause.actor.kind, name: short(cause.actor.name) },
      });
    }
    case 'unseen': {
      const { id, at, account, region, reason, cause } = announcement;
      return event('AMI Change Unseen', {
        id: short(id),
        at: short(at),
        account,
        region,
        reason: plain(reason, 2_000),
        event: short(cause.event),
        eventId: short(cause.eventId),
        actor: cause.actor === null ? null : { kind: cause.actor.kind, name: short(cause.actor.name) },
      });
    }
    case 'waiver': {
      const { id, at, waiver, rules, owner, expires, left, of } = announcement;
      return event(left === 0 ? 'AMI Waiver Lapsed' : 'AMI Waiver Lapses', {
        id: short(id),
        at: short(at),
        waiver: short(waiver),
        rules: rules.map(short),
        owner: short(owner),
        expires: short(expires),
        secondsLeft: left,
        ...(of === undefined
          ? {}
          : {
              account: of.ref.account,
              region: of.ref.region,
              subject: subjectId(of.ref),
              finding: short(of.finding),
            }),
      });
    }
    case 'fight': {
      const { id, at, ref, rule, severity, finding, reason, others, since, until } = announcement;
      return event('AMI Remediation Fought', {
        id: short(id),
        at: short(at),
        account: ref.account,
        region: ref.region,
        subject: subjectId(ref),
        rule: short(rule),
        severity,
        finding: short(finding),
        reason: plain(reason, 2_000),
        others: others.slice(0, 10).map(({ kind, name, arn }) => ({
          kind,
          name: short(name),
          arn: arn === null ? null : short(arn),
        })),
        since: short(since),
        until: short(until),
      });
    }
    case 'coverage': {
      const { id, at, lost, lostCount, back, backCount, reporting, expected } = announcement;
      return event('AMI Coverage Changed', {
        id: short(id),
        at: short(at),
        lost: lost.map(lineOf),
        lostCount,
        back: back.map(lineOf),
        backCount,
        reporting,
        expected,
      });
    }
    case 'policy-refused': {
      const { id, at, where, problem } = announcement;
      return event('AMI Policy Refused', {
        id: short(id),
        at: short(at),
        where: short(where),
        problem: plain(problem, 2_000),
      });
    }
  }
};

/** What was gathered as an event: how much, and the ids of the first 500 of it. */
export const gatheringEvent = (gathering: Gathering, lines: readonly GatheredLine[]): NoticeEvent =>
  event(gathering.kind === 'digest' ? 'AMI Findings Digest' : 'AMI Attempts Refused', {
    ...(gathering.kind === 'digest' ? {} : { account: gathering.account, region: gathering.region }),
    end: short(gathering.end),
    total: lines.length,
    first: lines.slice(0, 500).map(({ id }) => plain(id, 100)),
  });

const event = (detailType: string, detail: object): NoticeEvent => ({
  detailType,
  detail: { version: 1, ...detail },
});

const lineOf = ({ account, regions, status, since, why }: CoverageLine): object => ({
  account,
  regions,
  status,
  since: short(since),
  why: short(why),
});

const short = (text: string): string => plain(text, 500);
