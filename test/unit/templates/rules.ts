import * as z from 'zod/mini';
import { hub, member, ofType } from './templates.ts';

const Properties = z.object({
  Name: z.string(),
  EventPattern: z.record(z.string(), z.unknown()),
  Targets: z.array(z.object({ DeadLetterConfig: z.object({ Arn: z.string() }) })),
});

/** A rule on events, as its template has it. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly pattern: unknown;
  readonly targets: z.infer<typeof Properties>['Targets'];
}

// A rule on a schedule has no pattern, and is no business of events.
const rulesOf = (resources: typeof member.Resources): readonly Rule[] =>
  [...ofType(resources, 'AWS::Events::Rule')]
    .filter(([, resource]) => resource.Properties?.['EventPattern'] !== undefined)
    .map(([id, resource]) => {
      const { Name: name, EventPattern: pattern, Targets: targets } = Properties.parse(resource.Properties);
      return { id, name, pattern, targets };
    });

/** The rules on the hub's bus, from serverless.yml. */
export const HUB_RULES = rulesOf(hub.resources.Resources);

/** The rules on a member's default bus, from deploy/member.yaml. */
export const MEMBER_RULES = rulesOf(member.Resources);
