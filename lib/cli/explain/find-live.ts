import { observeSubject, type Subject } from '../../app/observe-subject.ts';
import { wireLive, type Live } from '../../config/wire-live.ts';
import { Fault } from '../../model/fault.ts';
import type { Fact } from '../../model/image.ts';
import type { Organization } from '../../model/organization.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { subjectKey, subjectKind } from '../../model/subject.ts';
import { factsFor } from '../../policy/facts-for.ts';
import { usesAccountTags } from '../../policy/uses-account-tags.ts';
import { SUBJECT_FACTS } from '../../model/subject-facts.ts';
import { hasFinding, type Found } from './subject.ts';
import type { Target } from './target.ts';

const AT_ONCE = 5;

/** Reads a subject from AWS, now, with the credentials of whoever asks. Rejects when it is no `Fault` that stopped it. */
export const findLive = async (
  target: Target,
  wanted: {
    readonly account?: string | undefined;
    readonly region?: string | undefined;
    readonly profile?: string | undefined;
  },
  given: Organization | null,
  policy: PolicyBundle,
  at: Date | null,
): Promise<Found> => {
  const named = target.kind === 'finding' ? null : target.place;
  try {
    const { account = named?.account, region = named?.region, profile } = wanted;
    const live = await wireLive({ account, region, profile });
    const seen =
      given === null
        ? await live.organization(usesAccountTags(policy))
        : { organization: given, problems: [], knowsMembers: true };
    const { organization } = seen;
    const problems = seen.knowsMembers
      ? seen.problems
      : [...seen.problems, 'accounts of it look like strangers'];
    for (const subjects of await candidates(target, live)) {
      const found = await Promise.all(subjects.map((subject) => look(subject, policy, live)));
      for (const state of found) {
        if (state === null) continue;
        const firstSeen = { get: () => state.observedAt };
        const subject = { state, firstSeen, grants: new Map(), organization, problems };
        if (target.kind !== 'finding' || hasFinding(subject, target.id, policy, at ?? live.clock.now()))
          return { ok: true, subject };
      }
    }
    const where = subjectKey(live.place);
    const what =
      target.kind === 'finding'
        ? `no image of ${where} has the finding ${target.id} under this policy`
        : `AWS has no such subject in ${where}`;
    return { ok: false, problem: what };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { ok: false, problem: fault.message };
  }
};

/** In groups that are looked at together. */
const candidates = async (target: Target, live: Live): Promise<readonly (readonly Subject[])[]> => {
  const { place } = live;
  switch (target.kind) {
    case 'image':
      return [[{ ref: { ...place, image: target.id }, launched: null }]];
    case 'instance':
      return [[{ ref: { ...place, instance: target.id }, launched: null }]];
    case 'place':
      return [[{ ref: place, launched: null }]];
    case 'finding': {
      const images = (await live.images()).map((image): Subject => ({
        ref: { ...place, image },
        launched: null,
      }));
      const all = [{ ref: place, launched: null }, ...images];
      return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) =>
        all.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
      );
    }
  }
};

/** What the policy asks for, and what a subject is called. Null: AWS has no such subject. */
const look = async (subject: Subject, policy: PolicyBundle, live: Live) => {
  const { account, region } = subject.ref;
  const kind = subjectKind(subject.ref);
  const asked = factsFor(policy, SUBJECT_FACTS[kind], account, region, kind);
  const facts = kind === 'account-region' ? asked : [...new Set<Fact>(['image', ...asked])];
  const seen = await observeSubject(subject, facts, live);
  return seen.kind === 'gone' ? null : seen.state;
};
