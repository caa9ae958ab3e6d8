import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventPorts } from '../../lib/app/guard-ports.ts';
import { handleChange } from '../../lib/app/handle-change.ts';
import { backTest, type Row } from '../../lib/cli/policy/plan/back-test.ts';
import { PastEvents } from '../../lib/cli/policy/plan/past-events.ts';
import { questionOf } from '../../lib/cli/explain/subject.ts';
import { readInventory } from '../../lib/cli/inventory-file/read.ts';
import { organizationLine, subjectLine } from '../../lib/cli/inventory-file/write.ts';
import { parseEvent } from '../../lib/events/parse.ts';
import { recheckEnvelope } from '../../lib/events/recheck.ts';
import { sqliteInventory } from '../../lib/local/sqlite-inventory.ts';
import { sqliteJournal } from '../../lib/local/sqlite-journal.ts';
import { Fault } from '../../lib/model/fault.ts';
import type { Evaluation, Verdict } from '../../lib/model/finding.ts';
import type { AnyFact, Fact, SubjectState } from '../../lib/model/image.ts';
import type { Organization } from '../../lib/model/organization.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { explain } from '../../lib/policy/explain.ts';
import { buildState } from '../../lib/policy/source/build-state.ts';
import { runPolicyTests } from '../../lib/policy/source/run-policy-tests.ts';
import type { PolicyTestSource } from '../../lib/policy/source/schema/tests.ts';
import { anyGiven, anyOrganization } from './given.ts';
import { NOW } from './policy-inputs.ts';
import { policy as anyPolicy } from './random-policy.ts';

interface Case {
  readonly policy: PolicyBundle;
  readonly organization: Organization;
  readonly given: PolicyTestSource['given'];
}

/** `policy test`: the subject as the test describes it. */
const byTest = ({ policy, organization, given }: Case, touched?: readonly Fact[]): Evaluation => {
  const test = { name: 'any', given: { ...given, ...(touched && { touched: [...touched] }) }, expect: {} };
  const [result] = runPolicyTests({ bundle: policy, tests: [test] }, organization, NOW);
  if (result === undefined) throw new Error('the test did not run');
  return result.evaluation;
};

const entriesOf = (state: SubjectState, organization: Organization) =>
  readInventory('-', Readable.from([organizationLine(organization) + subjectLine(state)]));

/** `policy plan`: the subject as an inventory tells it, written and read. Verdicts that are neither good nor bad have no row. */
const byPlan = async (state: SubjectState, { policy, organization }: Case): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const policies = { after: policy, before: null };
  const parts = {
    inventory: entriesOf(state, organization),
    events: new PastEvents(),
    policies,
    organization: null,
    now: NOW,
  };
  const tested = await backTest(parts, (more) => Promise.resolve(void rows.push(...more)));
  expect(tested).toMatchObject({ bad: [], subjects: { subjects: 1 } });
  return rows;
};

/** `explain`: the same, looked up. */
const byExplain = async (state: SubjectState, { policy, organization }: Case) => {
  for await (const entries of entriesOf(state, organization)) {
    for (const entry of entries) {
      if (entry.kind !== 'subject') continue;
      const firstSeen = { get: () => entry.state.observedAt };
      return explain(
        questionOf({ state: entry.state, firstSeen, grants: new Map(), organization }, policy, NOW),
      );
    }
  }
  throw new Error('nothing was read');
};

/** The event path, with AWS answering what it is asked for and nothing more; null when the guard had nothing to judge. */
const byEvent = async (
  body: string,
  state: SubjectState,
  { policy, organization }: Case,
): Promise<Evaluation | null> => {
  let judged: Evaluation | null = null;
  const observe = (facts: readonly AnyFact[]): SubjectState => {
    const answered = isDead(state) ? [...facts, 'image' as const] : facts;
    const members = answered.flatMap((fact) =>
      state[fact] === undefined ? [] : [[fact, state[fact]] as const],
    );
    return { ref: state.ref, observedAt: NOW.toISOString(), ...Object.fromEntries(members) };
  };
  const { journal, close } = sqliteJournal({ path: ':memory:', clock: { now: () => NOW } });
  const estate = sqliteInventory({ path: ':memory:' });
  const ports: EventPorts = {
    inventory: estate.inventory,
    heard: new Map(),
    journal,
    reader: {
      observe: (_, facts) => Promise.resolve({ kind: 'state', state: observe(facts) as never }),
      observeInstance: (_, __, facts) => Promise.resolve({ kind: 'state', state: observe(facts) as never }),
      observeAccountRegion: (_, facts) => Promise.resolve(observe(facts) as never),
      importTask: () => Promise.resolve({ kind: 'unknown' }),
      imagesBackedBy: () => Promise.resolve([]),
    },
    queues: {
      sendPlan: () => Promise.resolve(),
      sendNotice: () => Promise.resolve(),
      sendRecheck: () => Promise.resolve(),
      sendFollowImport: () => Promise.resolve(),
    },
    policies: { policy: () => Promise.resolve(policy) },
    organizations: { organization: () => Promise.resolve(organization) },
    telemetry: {
      note: (happening) => {
        if (happening.kind === 'judged') judged = happening.evaluation;
      },
    },
    clock: { now: () => NOW },
    writerRoleName: 'ami-warden-writer',
  };
  try {
    await handleChange(body, ports);
  } catch (error) {
    // What could not be read is recorded, and then thrown for the queue to deliver again.
    if (!(error instanceof Fault || error instanceof AggregateError)) throw error;
  } finally {
    close();
    estate.close();
  }
  return judged;
};

/** Of such images AWS tells nothing else (InvalidAMIID.Unavailable), and then the image itself is looked at. */
const isDead = ({ image }: SubjectState): boolean =>
  image?.kind === 'known' && (image.value.state === 'failed' || image.value.state === 'deregistered');

const touchesOf = (body: string): readonly Fact[] => {
  const event = parseEvent(JSON.parse(body));
  if (event.kind !== 'change') throw new Error(`no change: ${event.reason}`);
  return event.touches;
};

/**
 * What must be the same: all but the image's name, which an event does not read where no rule asks for it, and the words about a rule
 * that is skipped, which may be off for two reasons.
 */
const essence = ({ verdicts, findings }: Evaluation): object => ({
  verdicts: verdicts.map(essenceOf),
  findings: findings.map((finding) => ({ ...finding, imageName: null })),
});
const essenceOf = (verdict: Verdict): object =>
  verdict.verdict === 'skip' ? { rule: verdict.rule, verdict: 'skip' } : verdict;

// Each run opens a journal and compiles a policy; machines are busy.
const PATIENCE = 120_000;

const isTold = ({ verdict, until }: Verdict): boolean =>
  verdict === 'fail' || verdict === 'error' || (verdict === 'pending' && until !== null);

const cases = fc.record({ policy: anyPolicy, organization: anyOrganization, given: anyGiven });

test(
  'the same subject gets the same verdicts and findings by policy test, policy plan, explain and event',
  async () => {
    let judgedByEvent = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const state = buildState(one.given, one.organization, NOW);
        const expected = byTest(one);

        const explained = await byExplain(state, one);
        expect(explained.evaluation).toEqual(expected);
        expect(explained.rules.flatMap(({ verdict }) => verdict ?? [])).toEqual(expected.verdicts);

        const rows = await byPlan(state, one);
        expect(rows.map(({ outcome }) => outcome.after)).toEqual(expected.verdicts.filter(isTold));

        const timer = JSON.stringify(recheckEnvelope(state.ref, NOW.toISOString(), NOW.toISOString()));
        const touched = byTest(one, touchesOf(timer));
        const judged = await byEvent(timer, state, one);
        if (judged === null) expect(touched.verdicts.filter(({ verdict }) => verdict !== 'skip')).toEqual([]);
        else {
          judgedByEvent += 1;
          expect(essence(judged)).toEqual(essence(touched));
          expect(expected.verdicts.map(essenceOf)).toEqual(
            expect.arrayContaining(judged.verdicts.map(essenceOf)),
          );
        }
      }),
      { numRuns: 200 },
    );
    expect(judgedByEvent).toBeGreaterThan(60);
  },
  PATIENCE,
);

test(
  'an event that touches only the launch permission says of it what all the others say',
  async () => {
    let judgedByEvent = 0;
    const images = cases.filter(({ given }) => given.image !== undefined && given.instance === undefined);
    await fc.assert(
      fc.asyncProperty(images, async (one) => {
        const state = buildState(one.given, one.organization, NOW);
        const share = JSON.stringify(shareOf(state));
        const judged = await byEvent(share, state, one);
        const expected = byTest(one);
        if (judged === null) return;
        judgedByEvent += 1;
        expect(expected.verdicts.map(essenceOf)).toEqual(
          expect.arrayContaining(judged.verdicts.map(essenceOf)),
        );
        expect(essence(judged)).toEqual(essence(byTest(one, touchesOf(share))));
      }),
      { numRuns: 150 },
    );
    expect(judgedByEvent).toBeGreaterThan(15);
  },
  PATIENCE,
);

/** Somebody shares the image, as CloudTrail tells it. */
const shareOf = ({ ref }: SubjectState): object => ({
  eventVersion: '1.10',
  userIdentity: {
    type: 'IAMUser',
    userName: 'mallory',
    arn: `arn:aws:iam::${ref.account}:user/mallory`,
    accountId: ref.account,
  },
  eventTime: NOW.toISOString(),
  eventSource: 'ec2.amazonaws.com',
  eventName: 'ModifyImageAttribute',
  awsRegion: ref.region,
  sourceIPAddress: '192.0.2.7',
  requestParameters: {
    imageId: 'image' in ref ? ref.image : '',
    attributeType: 'launchPermission',
    launchPermission: { add: { items: [{ userId: '012345678901' }] } },
  },
  responseElements: { requestId: 'r-1', _return: true },
  requestID: 'r-1',
  eventID: 'e-1',
  eventType: 'AwsApiCall',
  recipientAccountId: ref.account,
});
