import * as z from 'zod';
import type { Grant } from '../../model/grant.ts';
import type { Fact, SubjectState } from '../../model/image.ts';
import type { Organization } from '../../model/organization.ts';
import { subjectKind } from '../../model/subject.ts';
import { FACT_SHAPES, instant, organizationShape, refShape } from './shapes.ts';
import { SUBJECT_FACTS } from '../../model/subject-facts.ts';

/**
 * What a line of an inventory says. `firstSeen`: when failures were first recorded, by finding id; null when the line does not tell.
 * `grants`: what people have waived of it, by finding id.
 */
export type InventoryLine =
  | { readonly kind: 'organization'; readonly organization: Organization }
  | {
      readonly kind: 'subject';
      readonly state: SubjectState;
      readonly firstSeen: ReadonlyMap<string, string> | null;
      readonly grants: ReadonlyMap<string, Grant>;
    }
  | { readonly kind: 'bad'; readonly reason: string };

/** Reads one line. Never throws, whatever it holds. */
export const readLine = (text: string): InventoryLine => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isMembers(value)) return bad('expected an object');
  return Object.hasOwn(value, 'organization') ? readOrganization(value) : readSubject(value);
};

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const bad = (reason: string): InventoryLine => ({ kind: 'bad', reason });

const readOrganization = (line: Members): InventoryLine => {
  const read = z.strictObject({ organization: organizationShape }).safeParse(line);
  return read.success ? { kind: 'organization', ...read.data } : bad(told(read.error));
};

const fault = z.strictObject({
  kind: z.literal('fault'),
  operation: z.string(),
  code: z.string(),
  message: z.string().default(''),
  retryable: z.boolean().default(false),
});
const unread = z.strictObject({ kind: z.literal('unread') });

const datum = <Shape extends z.ZodType>(value: Shape) =>
  z
    .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('known'), value }), unread, fault])
    .optional();

const findingId = z.string().regex(/^[0-9a-f]{16}$/);
const grant = z.strictObject({
  until: instant,
  reason: z.string(),
  owner: z.string(),
  ticket: z.string().nullable().default(null),
  by: z.looseObject({
    kind: z.enum(['lambda', 'cli', 'slack']),
    name: z.string(),
    arn: z.string().nullable().default(null),
    id: z.string().nullable().default(null),
  }),
  entry: z.string().min(1),
});

const subject = z.strictObject({
  ref: refShape,
  observedAt: instant,
  firstSeen: z.record(findingId, instant).optional(),
  grants: z.record(findingId, grant).default({}),
  image: datum(FACT_SHAPES.image),
  launchPermission: datum(FACT_SHAPES.launchPermission),
  snapshots: datum(FACT_SHAPES.snapshots),
  snapshotSharing: datum(FACT_SHAPES.snapshotSharing),
  keyAliases: datum(FACT_SHAPES.keyAliases),
  references: datum(FACT_SHAPES.references),
  ancestry: datum(FACT_SHAPES.ancestry),
  exports: datum(FACT_SHAPES.exports),
  shareQuota: datum(FACT_SHAPES.shareQuota),
  instance: datum(FACT_SHAPES.instance),
  imageBlockPublicAccess: datum(FACT_SHAPES.imageBlockPublicAccess),
  snapshotBlockPublicAccess: datum(FACT_SHAPES.snapshotBlockPublicAccess),
  allowedImages: datum(FACT_SHAPES.allowedImages),
  ebsEncryption: datum(FACT_SHAPES.ebsEncryption),
  quotas: datum(FACT_SHAPES.quotas),
});

const FACTS = Object.keys(FACT_SHAPES) as readonly Fact[];

const readSubject = (line: Members): InventoryLine => {
  const read = subject.safeParse(asData(line));
  if (!read.success) return bad(told(read.error));
  const { firstSeen, grants, ...rest } = read.data;
  const state = rest as SubjectState;
  const kind = subjectKind(state.ref);
  const stray = FACTS.find((fact) => state[fact] !== undefined && !SUBJECT_FACTS[kind].includes(fact));
  if (stray !== undefined) return bad(`${stray}: expected none of an ${kind}`);
  return {
    kind: 'subject',
    state,
    firstSeen: firstSeen === undefined ? null : new Map(Object.entries(firstSeen)),
    grants: new Map(Object.entries(grants)),
  };
};

const isDatum = (value: unknown): boolean =>
  isMembers(value) && (value['kind'] === 'known' || value['kind'] === 'unread' || value['kind'] === 'fault');

/** Plain values stand for what is known. */
const asData = (line: Members): Members => {
  const data: Record<string, unknown> = { ...line };
  for (const fact of FACTS) {
    const value = line[fact];
    if (value !== undefined && !isDatum(value)) data[fact] = { kind: 'known', value };
  }
  return data;
};

const MOST_ISSUES = 3;

const told = ({ issues }: z.ZodError): string => {
  const [first, ...more] = issues.slice(0, MOST_ISSUES).map((issue) => {
    // Whoever wrote a plain value knows of no `value`.
    const path = issue.path.filter((step, index) => !(index === 1 && step === 'value'));
    return `${path.map(String).join('.') || 'the line'}: ${issue.message}`;
  });
  const rest = issues.length - MOST_ISSUES;
  return [first, ...more, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join('; ');
};
