import type { Finding } from '../model/finding.ts';
import type { Aspects } from '../model/plan.ts';
import type { FindingRecord, Outcome, Waiting } from '../model/journal.ts';
import type { Principal } from '../model/principal.ts';
import { exceptPrincipals } from '../model/principal.ts';
import { isImage, isInstance, type SubjectKind, subjectKind } from '../model/subject.ts';
import type { MalformedFacts } from './malformed-facts.ts';
import { changeText } from './aspects-text.ts';
import { plain } from './plain.ts';
import { plainWording } from './wording.ts';

/** What goes into one PutEvents entry, `DetailType` and `Detail`; far below EventBridge's 256 KB. */
export interface OutgoingEvent {
  readonly detailType: 'AMI Finding' | 'AMI Event Record Not Understood';
  readonly detail: object;
}

/** Principals as far as one event shows them: the first 200, and how many there are. */
interface PrincipalsShown {
  readonly total: number;
  readonly first: readonly Principal[];
}

/** The detail of an `AMI Finding` event, schema version 1. Members are only ever added; texts are cleaned and cut. */
export interface FindingEventDetail {
  readonly version: 1;
  readonly id: string;
  readonly status: FindingRecord['status'];
  readonly rule: string;
  readonly severity: Finding['severity'];
  readonly mode: Finding['mode'];
  readonly account: string;
  readonly region: string;
  /** What the finding is about; `image` and `instance` are null where it is about neither. */
  readonly subject: SubjectKind;
  readonly image: string | null;
  readonly instance: string | null;
  readonly imageName: string | null;
  readonly failing: Finding['detail'];
  readonly reason: string;
  readonly waiver: string | null;
  readonly graceUntil: string | null;
  readonly policyHash: string;
  readonly firstSeen: string;
  readonly updatedAt: string;
  readonly contentHash: string;
  readonly cause: {
    readonly event: string;
    readonly eventId: string;
    readonly at: string;
    /** AWS's error code when the event was a failed attempt. */
    readonly refused: string | null;
    readonly actor: {
      readonly kind: string;
      readonly name: string;
      readonly arn: string | null;
      readonly account: string | null;
      readonly service: string | null;
      readonly sourceIp: string | null;
      readonly userAgent: string | null;
      readonly console: boolean;
    } | null;
  };
  /** What was done; null when nothing was tried. `verified` is true only after the change was read back. */
  readonly outcome: {
    readonly kind: Outcome['kind'];
    readonly verified: boolean;
    readonly reason: string | null;
    readonly removed: PrincipalsShown;
    readonly added: PrincipalsShown;
    readonly after: PrincipalsShown | null;
    /** What is different now, in words; of a launch permission `removed` and `added` say it as data. */
    readonly change: string | null;
  } | null;
  /** The journal entry to name for an undo. */
  readonly undo: string | null;
  /** The plan that waits for a person; absent when none does. */
  readonly waiting?: {
    readonly plan: string;
    readonly why: Waiting['why'];
    readonly approval: Waiting['approval'];
    readonly state: Waiting['state'];
    readonly approvedBy: readonly string[];
    readonly refusedBy: string | null;
  };
  /** What a person waived it by last, also when that has lapsed; absent when nobody did. */
  readonly granted?: {
    readonly until: string;
    readonly by: string;
    readonly owner: string;
    readonly reason: string;
    readonly ticket: string | null;
    readonly entry: string;
  };
  /** Who asked last for quiet about it; absent when nobody did. */
  readonly muted?: { readonly until: string; readonly by: string };
}

/** A finding as an event for other systems; its shape is `FindingEventDetail`. */
export const findingEvent = (record: FindingRecord): OutgoingEvent => ({
  detailType: 'AMI Finding',
  detail: findingDetail(record),
});

const findingDetail = (record: FindingRecord): FindingEventDetail => {
  const { finding, status, outcome } = record;
  return {
    version: 1,
    id: short(finding.id),
    status,
    rule: short(finding.rule),
    severity: finding.severity,
    mode: finding.mode,
    account: short(finding.ref.account),
    region: short(finding.ref.region),
    subject: subjectKind(finding.ref),
    image: isImage(finding.ref) ? short(finding.ref.image) : null,
    instance: isInstance(finding.ref) ? short(finding.ref.instance) : null,
    imageName: shortOrNull(finding.imageName),
    failing: failing(finding.detail),
    reason: plain(finding.reason, 2_000),
    waiver: shortOrNull(finding.waiver),
    graceUntil: shortOrNull(finding.graceUntil),
    policyHash: short(finding.policyHash),
    firstSeen: short(record.firstSeen),
    updatedAt: short(record.updatedAt),
    contentHash: short(record.contentHash),
    cause: cause(record.cause),
    outcome: outcome === null ? null : outcomeDetail(outcome),
    undo: shortOrNull(record.undo),
    ...(record.waiting === undefined ? {} : { waiting: waitingDetail(record.waiting) }),
    ...exemptions(record),
  };
};

const exemptions = ({ granted, muted }: FindingRecord): Pick<FindingEventDetail, 'granted' | 'muted'> => ({
  ...(granted === undefined
    ? {}
    : {
        granted: {
          until: short(granted.until),
          by: short(granted.by.name),
          owner: short(granted.owner),
          reason: plain(granted.reason, 2_000),
          ticket: shortOrNull(granted.ticket),
          entry: short(granted.entry),
        },
      }),
  ...(muted === undefined ? {} : { muted: { until: short(muted.until), by: short(muted.by.name) } }),
});

const waitingDetail = (waiting: Waiting): NonNullable<FindingEventDetail['waiting']> => ({
  plan: short(waiting.plan),
  why: waiting.why,
  approval: waiting.approval,
  state: waiting.state,
  approvedBy: waiting.approvedBy.slice(0, 10).map(short),
  refusedBy: shortOrNull(waiting.refusedBy),
});

/** A record that could not be understood, as an event: `version`, `id` (of the journal), `account`, `region`, `reason`, `at`. */
export const malformedEvent = (notice: MalformedFacts): OutgoingEvent => ({
  detailType: 'AMI Event Record Not Understood',
  detail: {
    version: 1,
    id: short(notice.id),
    account: shortOrNull(notice.account),
    region: shortOrNull(notice.region),
    reason: plain(notice.reason, 2_000),
    at: short(notice.at),
  },
});

const cause = ({
  event,
  eventId,
  at,
  refused,
  actor,
}: FindingRecord['cause']): FindingEventDetail['cause'] => ({
  event: short(event),
  eventId: short(eventId),
  at: short(at),
  refused: shortOrNull(refused),
  actor:
    actor === null
      ? null
      : {
          kind: actor.kind,
          name: short(actor.name),
          arn: shortOrNull(actor.arn),
          account: shortOrNull(actor.account),
          service: shortOrNull(actor.service),
          sourceIp: shortOrNull(actor.sourceIp),
          userAgent: shortOrNull(actor.userAgent),
          console: actor.console,
        },
});

const failing = (detail: Finding['detail']): Finding['detail'] => {
  switch (detail.kind) {
    case 'principal':
      return { kind: detail.kind, principal: principal(detail.principal) };
    case 'device':
      return {
        kind: detail.kind,
        device: short(detail.device),
        snapshot: shortOrNull(detail.snapshot),
        kmsKey: shortOrNull(detail.kmsKey),
      };
    case 'tag':
      return { kind: detail.kind, tag: short(detail.tag), value: shortOrNull(detail.value) };
    case 'snapshot-principal':
      return { ...detail, principal: principal(detail.principal) };
    case 'attribute':
      return { ...detail, attribute: short(detail.attribute), value: shortOrNull(detail.value) };
    case 'export':
      return { ...detail, bucket: shortOrNull(detail.bucket), key: shortOrNull(detail.key) };
    case 'guardrail':
      return { ...detail, guardrail: short(detail.guardrail), value: short(detail.value) };
    case 'launch':
      return { ...detail, owner: shortOrNull(detail.owner) };
    case 'quota':
    case 'assertion':
      return detail;
    case 'unreadable':
      return { kind: detail.kind, datum: short(detail.datum), code: short(detail.code) };
  }
};

const outcomeDetail = (outcome: Outcome): FindingEventDetail['outcome'] => {
  switch (outcome.kind) {
    case 'done':
      return { kind: outcome.kind, verified: true, reason: null, ...difference(outcome) };
    case 'unverified':
      return {
        kind: outcome.kind,
        verified: false,
        reason: plain(outcome.reason, 2_000),
        ...difference(outcome),
      };
    case 'unneeded':
      return {
        kind: outcome.kind,
        verified: true,
        reason: null,
        removed: shown([]),
        added: shown([]),
        after: shown(outcome.after.launchPermission ?? []),
        change: null,
      };
    case 'under-way':
    case 'refused':
      return {
        kind: outcome.kind,
        verified: false,
        reason: plain(outcome.reason, 2_000),
        removed: shown([]),
        added: shown([]),
        after: null,
        change: null,
      };
  }
};

const difference = ({
  before,
  after,
}: {
  readonly before: Aspects;
  readonly after: Aspects;
}): Pick<NonNullable<FindingEventDetail['outcome']>, 'removed' | 'added' | 'after' | 'change'> => {
  const [was, is] = [before.launchPermission ?? [], after.launchPermission ?? []];
  return {
    removed: shown(exceptPrincipals(was, is)),
    added: shown(exceptPrincipals(is, was)),
    after: shown(is),
    change: plain(changeText(before, after, { accountName: () => null }, plainWording), 2_000),
  };
};

const shown = (principals: readonly Principal[]): PrincipalsShown => ({
  total: principals.length,
  first: principals.slice(0, 200).map(principal),
});

const principal = (one: Principal): Principal =>
  one.kind === 'organization' || one.kind === 'unit' ? { ...one, arn: plain(one.arn, 200) } : one;

const short = (text: string): string => plain(text, 500);

const shortOrNull = (text: string | null): string | null => (text === null ? null : short(text));
