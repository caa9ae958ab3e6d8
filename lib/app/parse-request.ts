import * as z from 'zod/mini';
import { AccountId, ImageId, Region } from '../model/ids.ts';
import type { Asker } from '../model/asker.ts';
import type { CallerProof, Request } from '../model/request.ts';

const PlanId = z.string().check(z.regex(/^[0-9a-f]{16}$/));
const EntryId = z.string().check(z.minLength(1), z.maxLength(256));
const Rule = z.string().check(z.minLength(1), z.maxLength(128));
const Text = z.string().check(z.minLength(1), z.maxLength(500));

const place = { account: AccountId, region: Region, image: z.exactOptional(ImageId) };
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

/** Strict: a member that is misspelt must not be left out of what is done. */
const FORMS = {
  apply: z.strictObject({ apply: PlanId, ...common }),
  refuse: z.strictObject({ refuse: PlanId, reason: z.exactOptional(Text), ...common }),
  remediate: z.strictObject({ remediate: z.strictObject({ ...place, rule: Rule }), ...common }),
  rollback: z.strictObject({ rollback: z.strictObject({ ...place, entry: EntryId }), ...common }),
};

const EXPECTED =
  'expected {"apply":PLAN}, {"refuse":PLAN}, {"remediate":{"account","region","image","rule"}} or ' +
  '{"rollback":{"account","region","image","entry"}}, each with "dryRun":true if nothing is to be done';

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
      return { remediate: { ...refOf(request.ref), rule: request.rule } };
    case 'rollback':
      return { rollback: { ...refOf(request.ref), entry: request.entry } };
  }
};

/** The payload of a direct invocation. Throws a sentence that says what was expected. */
export const parseRequest = (payload: unknown): ParsedRequest => {
  const names = typeof payload === 'object' && payload !== null ? Object.keys(payload) : [];
  const name = names.find((one): one is keyof typeof FORMS => Object.hasOwn(FORMS, one));
  if (name === undefined) throw new Error(`not a request: ${EXPECTED}`);
  const result = FORMS[name].safeParse(payload);
  if (result.success) return askedOf(result.data);
  const problems = result.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || name}: ${issue.message}`,
  );
  throw new Error(`not a request: ${problems.join('; ')}; ${EXPECTED}`);
};

type Form = z.infer<(typeof FORMS)[keyof typeof FORMS]>;

const askedOf = (form: Form): ParsedRequest => {
  const [claim, proof] = [form.by ?? null, form.proof ?? null];
  const dryRun = form.dryRun ?? false;
  if ('apply' in form) return { claim, proof, request: { kind: 'apply', plan: form.apply, dryRun } };
  if ('refuse' in form) {
    return {
      claim,
      proof,
      request: { kind: 'refuse', plan: form.refuse, reason: form.reason ?? null, dryRun },
    };
  }
  if ('remediate' in form) {
    const { rule, ...subject } = form.remediate;
    return { claim, proof, request: { kind: 'remediate', ref: refOf(subject), rule, dryRun } };
  }
  const { entry, ...subject } = form.rollback;
  return { claim, proof, request: { kind: 'rollback', ref: refOf(subject), entry, dryRun } };
};

type Ref = Extract<Request, { kind: 'remediate' }>['ref'];

const refOf = ({
  account,
  region,
  image,
}: {
  readonly account: AccountId;
  readonly region: Region;
  readonly image?: ImageId;
}): Ref => (image === undefined ? { account, region } : { account, region, image });

// The one with the most members first: an account-region is a part of an image.
const Ref: z.ZodMiniType<Ref> = z.union([
  z.strictObject({ account: AccountId, region: Region, image: ImageId }),
  z.strictObject({ account: AccountId, region: Region }),
]);

const dryRun = z.boolean();

/** A request as it goes through the queue. */
export const REQUEST_FORM: z.ZodMiniType<Request> = z.union([
  z.strictObject({ kind: z.literal('apply'), plan: PlanId, dryRun }),
  z.strictObject({ kind: z.literal('refuse'), plan: PlanId, reason: z.nullable(Text), dryRun }),
  z.strictObject({ kind: z.literal('remediate'), ref: Ref, rule: Rule, dryRun }),
  z.strictObject({ kind: z.literal('rollback'), ref: Ref, entry: EntryId, dryRun }),
]);
