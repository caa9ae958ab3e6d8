import { planRemediation } from '../../lib/remediation/plan.ts';
import type { FindingRecord, JournalEntry } from '../../lib/model/journal.ts';
import type { Action } from '../../lib/model/plan.ts';
import { subjectKey, type SubjectRef } from '../../lib/model/subject.ts';
import { subjectsIn } from './estate.ts';
import type { History } from './history.ts';
import { judge } from './justify.ts';
import type { Play } from './play.ts';
import type { System } from './system.ts';
import type { Watch } from './watch.ts';

const HOUR_MS = 3_600_000;

/** Lets everything come to rest: trouble is over, messages are delivered, every subject is looked at once more. Then holds all against the laws. */
export const comeToRest = async (
  history: History,
  system: System,
  watch: Watch,
  play: Play,
): Promise<void> => {
  await settle(system, watch, play);
  for (let round = 0; round < 2; round += 1) {
    // What lags and what is new have their own timers, of some minutes.
    system.clock.advance(800_000);
    play.sweep();
    await settle(system, watch, play);
  }
  for (const ref of subjectsIn(system.ec2.world, history)) {
    await checkFindings(ref, system, watch);
    await checkJournal(ref, system, watch);
  }
};

/** What is due within this counts as due: nothing that is under way is left. */
const SOON_MS = 120_000;

/** Hands on messages, and lets the time go by for which they are hidden, until none is left but timers of later. */
const settle = async (system: System, watch: Watch, play: Play): Promise<void> => {
  for (let round = 0; round < 500; round += 1) {
    if (!(await play.drain())) break;
    const now = system.now();
    const next = [
      ...system.plans.messages.map(({ visibleAt }) => visibleAt),
      ...system.notices.messages.map(({ visibleAt }) => visibleAt),
      ...system.changes.messages.map(({ visibleAt }) => visibleAt).filter((at) => at < now + SOON_MS),
    ];
    if (next.length === 0) return;
    // What is visible and still here waits behind another of its group.
    system.clock.advance(Math.min(...next.filter((at) => at > now)) - now);
  }
  const left = [system.changes, system.plans, system.notices].map(({ messages }) => messages.length);
  watch.fail('rest', `the queues never became empty: ${JSON.stringify(left)}`);
};

const deadPlans = (system: System): ReadonlySet<string> =>
  new Set(system.plans.dead.flatMap(({ planId, ref }) => [planId, subjectKey(ref)]));

/** What is recorded is what is so; what is to be put right is put right, or says why not; what is open was told. */
const checkFindings = async (ref: SubjectRef, system: System, watch: Watch): Promise<void> => {
  const where = subjectKey(ref);
  const records = await system.journal.findings(ref);
  const judged = await judge(system, ref);
  const found = new Map((judged?.evaluation.findings ?? []).map((finding) => [finding.id, finding]));
  const status = ({
    waiver,
    graceUntil,
  }: {
    readonly waiver: string | null;
    readonly graceUntil: string | null;
  }): string => (waiver !== null ? 'waived' : graceUntil === null ? 'open' : 'pending');
  for (const record of records) {
    const finding = found.get(record.finding.id);
    const is = finding === undefined ? 'none' : status(finding);
    const said = record.status === 'fixed' || record.status === 'closed' ? 'none' : record.status;
    // What cannot be read stays as it was: the image from which an instance runs may be gone.
    const verdict = judged?.evaluation.verdicts.find(({ rule }) => rule === record.finding.rule)?.verdict;
    if (is !== said && !(is === 'none' && verdict === 'error'))
      watch.fail('convergence', `${where} ${nameOf(record)} is ${record.status}, and really ${is}`);
    checkTold(record, system, watch);
  }
  for (const finding of found.values()) {
    if (!records.some((record) => record.finding.id === finding.id)) {
      watch.fail('convergence', `${where} ${finding.rule} ${finding.reason} is not recorded`);
    }
  }
  if (judged === null) return;
  const { state, evaluation } = judged;
  const plan = planRemediation(evaluation, { state, creator: null, by: 'policy' });
  for (const { rule, action, findings } of plan?.actions ?? []) {
    const waits = records.filter(({ finding }) => findings.includes(finding.id));
    if (waits.every((record) => isExcused(record, system))) continue;
    watch.fail('convergence', `${where} ${rule}: ${action} is due, and nothing says why it was not done`);
  }
};

/** Refused with its reason (a limit, a pause, a fight, a hindrance, AWS), or by a person. */
const isExcused = ({ outcome, waiting, finding }: FindingRecord, system: System): boolean => {
  if (waiting?.state === 'refused') return true;
  if (outcome?.kind === 'under-way') return isUnderWay(outcome.reason, system);
  if (outcome?.kind !== 'refused') return false;
  const isPaused = outcome.reason.startsWith('paused by');
  if (isPaused) return system.brake.kind === 'paused';
  if (outcome.reason.includes('limit') && waiting?.why === 'limit') return hasLimit(system, finding.rule);
  return true;
};

/** What is said to be on its way is, or has come to where the policy leaves it. */
const isUnderWay = (reason: string, { ec2 }: System): boolean => {
  const making = /^AWS is making (ami-\w+),/.exec(reason)?.[1];
  if (making !== undefined) return ec2.world.images.get(making)?.state === 'pending';
  return /The original stays, as the policy has it|waits for its turn/.test(reason);
};

const hasLimit = ({ policy }: System, rule: string): boolean =>
  policy.limits !== undefined ||
  [...policy.rules, ...policy.overrides.flatMap(({ rules }) => rules)].some(
    ({ id, remediation }) => id === rule && remediation !== null && remediation !== undefined,
  );

const checkTold = (record: FindingRecord, system: System, watch: Watch): void => {
  const { finding, status, told, contentHash } = record;
  const isDead = system.notices.dead.some((one) => one.kind === 'finding' && one.finding === finding.id);
  const isMuted = record.muted !== undefined && Date.parse(record.muted.until) > system.now();
  if (status === 'pending' || isDead || isMuted) return;
  const channels = Object.entries(told);
  const isWorth =
    (finding.mode === 'notify' || finding.mode === 'enforce') && (status === 'open' || status === 'fixed');
  if (channels.length === 0 && isWorth)
    watch.fail('alerts', `nobody was told of ${nameOf(record)}, ${status}`);
  for (const [channel, { contentHash: hash, reference }] of channels) {
    if (hash !== contentHash)
      watch.fail('alerts', `${channel} was not told that ${nameOf(record)} is ${status}`);
    const said = system.said.get(`${channel} ${finding.id}`);
    if (reference?.startsWith('digest/') !== true && said !== status) {
      watch.fail(
        'alerts',
        `${channel} was told last that ${nameOf(record)} is ${String(said)}; it is ${status}`,
      );
    }
  }
};

const nameOf = ({ finding }: FindingRecord): string => `${finding.rule} ${JSON.stringify(finding.detail)}`;

/** No entry was changed; what took effect has its outcome; no fight went past three rounds. */
const checkJournal = async (ref: SubjectRef, system: System, watch: Watch): Promise<void> => {
  const where = subjectKey(ref);
  const entries = await system.journal.entries(ref);
  for (const entry of entries) {
    const was = watch.appended.get(`${where} ${entry.id}`);
    if (was !== undefined && was !== JSON.stringify(entry))
      watch.fail('append-only', `${where} ${entry.id} was changed`);
  }
  const ids = new Set(entries.map(({ id }) => id));
  for (const key of watch.appended.keys()) {
    const [subject = '', id = ''] = key.split(' ');
    if (subject === where && !ids.has(id)) watch.fail('append-only', `${where} ${id} is gone`);
  }
  const dead = deadPlans(system);
  for (const effect of watch.effects.filter((one) => subjectKey(one.ref) === where)) {
    // A person who does not ask again leaves what died as it is.
    // Its steps are plans of their own.
    const isDead = dead.has(effect.action.action === 'encrypted-copy' ? where : effect.planId);
    const isLeft = isDead || (effect.byPerson && effect.worker.end?.kind !== 'done');
    if (effect.action.action === 'prepare' || isLeft) continue;
    if (!isAnswered(effect.intent, effect.at, effect.planId, entries)) {
      if (watch.isUncertain(ref, effect.at)) continue;
      watch.fail(
        'journal',
        `${where} ${effect.action.action}: what took effect under ${effect.intent} has no outcome`,
      );
    }
  }
  checkFights(where, entries, watch);
};

const isAnswered = (intent: string, at: number, planId: string, entries: readonly JournalEntry[]): boolean =>
  entries.some(
    (entry) =>
      entry.kind === 'outcome' &&
      (entry.intent === intent ||
        (entry.planId === planId && Date.parse(entry.at) >= at && entry.outcome.kind === 'done')),
  );

/** A step on the way puts nothing right. */
const isRound = ({ action, writes }: Action): boolean =>
  action !== 'prepare' &&
  (action !== 'encrypted-copy' ||
    writes.some(({ kind }) => kind === 'availability' || kind === 'registration'));

const checkFights = (where: string, entries: readonly JournalEntry[], watch: Watch): void => {
  const rounds = new Map<string, number[]>();
  const seen = new Set<string>();
  for (const entry of entries) {
    const isPerson =
      entry.kind === 'approval' ||
      (entry.kind === 'outcome' && (entry.by !== undefined || entry.action.action === 'rollback'));
    if (isPerson) rounds.clear();
    if (isPerson || entry.kind !== 'outcome' || entry.outcome.kind !== 'done') continue;
    if (!isRound(entry.action) || entry.intent === null || seen.has(entry.intent)) continue;
    seen.add(entry.intent);
    for (const finding of entry.action.findings) {
      const times = [...(rounds.get(finding) ?? []), Date.parse(entry.at)];
      rounds.set(finding, times);
      const [fourth] = times.slice(-4);
      if (times.length > 3 && fourth !== undefined && Date.parse(entry.at) - fourth < HOUR_MS) {
        watch.fail('fight', `${where} ${entry.action.action} a fourth time within an hour`);
      }
    }
  }
};
