import * as z from 'zod/mini';
import { AccountId, ImageId, InstanceId, Region } from '../model/ids.ts';
import type { Asker } from '../model/asker.ts';
import type { CallerProof, Request } from '../model/request.ts';
import type { AccountRegion, ImageRef, SubjectRef } from '../model/subject.ts';
import { place, subject, words } from './request-words.ts';

/** A claim; what is proven comes from elsewhere. */
const By = z.strictObject({
  kind: z.enum(['lambda', 'cli']),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  arn: z.nullable(z.string().check(z.maxLength(2048))),
});
const Header = z.string().check(z.regex(/^[\x20-\x7e]{1,8192}$/));
const Proof = z.strictObject({ authorization: Header, date: Header, token: z.exactOptional(Header) });
const common = {
  dryRun: z.exactOptional(z.boolean()),
  by: z.exactOptional(By),
  proof: z.exactOptional(Proof),
};

const NOT_BOTH = 'expected image or instance, not both';
const isOne = ({ image, instance }: { readonly image?: unknown; readonly instance?: unknown }): boolean =>
  image === undefined || instance === undefined;
const mute = { ...subject, finding: words.finding, until: words.until };
const waive = {
  ...mute,
  reason: words.text,
  owner: words.owner,
  ticket: z.exactOptional(words.ticket),
};

/** Strict: a member that is misspelt must not be left out of what is done. */
const FORMS = {
  apply: z.strictObject({ apply: words.plan, ...common }),
  refuse: z.strictObject({ refuse: words.plan, reason: z.exactOptional(words.text), ...common }),
  remediate: z.strictObject({
    remediate: z.strictObject({ ...place, rule: words.rule, content: z.exactOptional(words.content) }),
    ...common,
  }),
  rollback: z.strictObject({ rollback: z.strictObject({ ...place, entry: words.entry }), ...common }),
  waive: z.strictObject({ waive: z.strictObject(waive).check(z.refine(isOne, NOT_BOTH)), ...common }),
  mute: z.strictObject({ mute: z.strictObject(mute).check(z.refine(isOne, NOT_BOTH)), ...common }),
};

const EXPECTED =
  'expected {"apply":PLAN}, {"refuse":PLAN}, {"remediate":{"account","region","image","rule"}}, ' +
  '{"rollback":{"account","region","image","entry"}}, ' +
  '{"waive":{"account","region","image","finding","until","reason","owner","ticket"}} or ' +
  '{"mute":{"account","region","image","finding","until"}}, each with "dryRun":true if nothing is to be done';

/** What somebody asks for, and who they say they are; null when they do not say. */
export interface ParsedRequest {
  readonly request: Request;
  readonly claim: Pick<Asker, 'kind' | 'name' | 'arn'> | null;
  readonly proof: CallerProof | null;
}

/** What a caller's proof is for: this request, to the function of this name. */
export const proofText = (request: Request, functionName: string): string =>
  JSON.stringify([functionName, formOf(request), request.dryRun]);

/** The request as it stands in a payload, without `dryRun`. */
export const formOf = (request: Request): Readonly<Record<string, unknown>> => {
  switch (request.kind) {
    case 'apply':
      return { apply: request.plan };
    case 'refuse':
      return { refuse: request.plan, ...(request.reason === null ? {} : { reason: request.reason }) };
    case 'remediate':
      return { remediate: { ...refOf(request.ref), ...asked(request) } };
    case 'rollback':
      return { rollback: { ...refOf(request.ref), entry: request.entry } };
    case 'waive': {
      const { ref, finding, until, reason, owner, ticket } = request;
      const ticketed = ticket === null ? {} : { ticket };
      return { waive: { ...subjectOf(ref), finding, until, reason, owner, ...ticketed } };
    }
    case 'mute':
      return {
        mute: { ...subjectOf(request.ref), finding: request.finding, until: request.until },
      };
  }
};

/** The payload of a direct invocation. Throws a sentence that says what was expected. */
export const parseRequest = (payload: unknown): ParsedRequest => {
  const names = typeof payload === 'object' && payload !== null ? Object.keys(payload) : [];
  const name = names.find((one): one is keyof typeof FORMS => Object.hasOwn(FORMS, one));
  if (name === undefined) throw new Error(`not a request: ${EXPECTED}`);
  const result = FORMS[name].safeParse(payload);
  if (result.success) {
    const { by, proof, dryRun } = result.data;
    return { claim: by ?? null, proof: proof ?? null, request: requestOf(result.data, dryRun ?? false) };
  }
  const problems = result.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || name}: ${issue.message}`,
  );
  throw new Error(`not a request: ${problems.join('; ')}; ${EXPECTED}`);
};

type Form = z.infer<(typeof FORMS)[keyof typeof FORMS]>;

const requestOf = (form: Form, dryRun: boolean): Request => {
  if ('apply' in form) return { kind: 'apply', plan: form.apply, dryRun };
  if ('refuse' in form) {
    return { kind: 'refuse', plan: form.refuse, reason: form.reason ?? null, dryRun };
  }
  if ('remediate' in form) {
    return { kind: 'remediate', ref: refOf(form.remediate), ...asked(form.remediate), dryRun };
  }
  if ('rollback' in form) {
    return { kind: 'rollback', ref: refOf(form.rollback), entry: form.rollback.entry, dryRun };
  }
  if ('mute' in form) {
    const { finding, until } = form.mute;
    return { kind: 'mute', ref: subjectOf(form.mute), finding, until, dryRun };
  }
  const { finding, until, reason, owner, ticket = null } = form.waive;
  return { kind: 'waive', ref: subjectOf(form.waive), finding, until, reason, owner, ticket, dryRun };
};

const asked = ({ rule, content }: { readonly rule: string; readonly content?: string }) => ({
  rule,
  ...(content === undefined ? {} : { content }),
});

interface Place extends AccountRegion {
  readonly image?: ImageId;
}

const refOf = ({ account, region, image }: Place): ImageRef | AccountRegion =>
  image === undefined ? { account, region } : { account, region, image };

const subjectOf = ({ instance, ...of }: Place & { readonly instance?: InstanceId }): SubjectRef =>
  instance === undefined ? refOf(of) : { account: of.account, region: of.region, instance };

// The one with the most members first: an account-region is a part of the others.
const Ref: z.ZodMiniType<ImageRef | AccountRegion> = z.union([
  z.strictObject({ account: AccountId, region: Region, image: ImageId }),
  z.strictObject({ account: AccountId, region: Region }),
]);
const Subject: z.ZodMiniType<SubjectRef> = z.union([
  Ref,
  z.strictObject({ account: AccountId, region: Region, instance: InstanceId }),
]);

const dryRun = z.boolean();

/** A request as it goes through the queue. */
export const REQUEST_FORM: z.ZodMiniType<Request> = z.union([
  z.strictObject({ kind: z.literal('apply'), plan: words.plan, dryRun }),
  z.strictObject({ kind: z.literal('refuse'), plan: words.plan, reason: z.nullable(words.text), dryRun }),
  z.strictObject({
    kind: z.literal('remediate'),
    ref: Ref,
    rule: words.rule,
    content: z.exactOptional(words.content),
    dryRun,
  }),
  z.strictObject({ kind: z.literal('rollback'), ref: Ref, entry: words.entry, dryRun }),
  z.strictObject({
    kind: z.literal('waive'),
    ref: Subject,
    finding: words.finding,
    until: words.until,
    reason: words.text,
    owner: words.owner,
    ticket: z.nullable(words.ticket),
    dryRun,
  }),
  z.strictObject({
    kind: z.literal('mute'),
    ref: Subject,
    finding: words.finding,
    until: words.until,
    dryRun,
  }),
]);
