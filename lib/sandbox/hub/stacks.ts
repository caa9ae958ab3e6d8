import { deployStack, type Stack } from '../routing/stack.ts';
import { readTemplate, type Template } from '../routing/template.ts';
import type { HubTemplates } from './own-templates.ts';
import type { Queues } from './sqs/queues.ts';

/** Which accounts and regions get the templates, and with which parameters. */
export interface Landscape {
  readonly hub: { readonly account: string; readonly region: string };
  readonly stage: string;
  readonly organizationId: string;
  readonly externalId: string;
  readonly slackTokenParameter: string;
  readonly slackSigningSecretParameter: string;
  /** Whether the member template is deployed there. */
  readonly isMember: (account: string, region: string) => boolean;
}

/** What the templates make, where. A member's stack is made when an event first needs it: an organisation may be large. */
export class Stacks {
  readonly hub: Stack;
  private readonly member: Template;
  private readonly landscape: Landscape;
  private readonly queues: Queues;
  private readonly members = new Map<string, Stack>();

  constructor(templates: HubTemplates, landscape: Landscape, queues: Queues) {
    this.landscape = landscape;
    this.queues = queues;
    this.member = readTemplate(templates.member.name, templates.member.text);
    const { hub, stage, organizationId, externalId } = landscape;
    this.hub = this.made(
      deployStack(readTemplate(templates.hub.name, templates.hub.text), {
        ...hub,
        stage,
        parameters: {
          OrganizationId: organizationId,
          ExternalId: externalId,
          SlackTokenParameter: landscape.slackTokenParameter,
          SlackSigningSecretParameter: landscape.slackSigningSecretParameter,
        },
      }),
    );
    // So that a mistake in the member's template shows at the start.
    this.memberStack(hub.account, hub.region);
  }

  /** The stacks of an account in a region. */
  at(account: string, region: string): readonly Stack[] {
    const { hub, isMember } = this.landscape;
    const own = account === hub.account && region === hub.region ? [this.hub] : [];
    return isMember(account, region) ? [...own, this.memberStack(account, region)] : own;
  }

  private memberStack(account: string, region: string): Stack {
    const key = `${account}/${region}`;
    const known = this.members.get(key);
    if (known !== undefined) return known;
    const { hub, stage, organizationId, externalId } = this.landscape;
    const stack = this.made(
      deployStack(this.member, {
        account,
        region,
        stage,
        parameters: {
          HubAccount: hub.account,
          HubRegion: hub.region,
          Stage: stage,
          OrganizationId: organizationId,
          ExternalId: externalId,
        },
      }),
    );
    this.members.set(key, stack);
    return stack;
  }

  private made(stack: Stack): Stack {
    for (const queue of stack.queues) this.queues.make(queue);
    return stack;
  }
}
