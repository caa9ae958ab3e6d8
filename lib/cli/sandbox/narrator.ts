import type { ImageRef } from '../../model/image.ts';
import { imageKey } from '../../model/image.ts';
import type { Verdict } from '../../model/finding.ts';
import type { Happening } from '../../ports/telemetry.ts';
import { headline } from '../../render/headline.ts';
import type { StoryAction, StoryAlert, StoryStep } from '../../render/story-step.ts';
import { STATE_CHANGE } from '../../events/state-change.ts';
import type { ParsedEvent } from '../../model/change.ts';
import { titleOf } from './title.ts';

interface Block {
  readonly eventId: string | null;
  readonly images: ReadonlySet<string>;
  readonly step: StoryStep;
  readonly verdicts: Verdict[];
  readonly actions: StoryAction[];
  readonly alerts: StoryAlert[];
  readonly faults: string[];
  ownChange: boolean;
}

/** Gathers what happens into one block an event: what a judgement, an action or an alert belongs to is told by its image. */
export class Narrator {
  private blocks: Block[] = [];
  private title: string | null = null;

  /** Says what is about to be done; the next event gets it as its title. */
  announce(title: string): void {
    this.title = title;
  }

  note(happening: Happening, at: string): void {
    switch (happening.kind) {
      case 'parsed':
        this.begin(happening, at);
        return;
      case 'own-change':
        this.blockOfEvent(happening.eventId, (block) => (block.ownChange = true));
        return;
      case 'judged':
        this.blockOfEvent(happening.eventId, (block) =>
          block.verdicts.push(...happening.evaluation.verdicts),
        );
        return;
      case 'applied': {
        const { action, outcome, ref } = happening;
        this.blockOf(ref, (block) =>
          block.actions.push({ action: action.action, remove: action.remove, outcome }),
        );
        return;
      }
      case 'told': {
        const { channel, record, update } = happening;
        const alert = { channel, headline: headline(record), kind: update ? 'update' : 'new' } as const;
        this.blockOf(record.finding.ref, (block) => block.alerts.push(alert));
        return;
      }
      case 'told-malformed':
        this.lastOf('malformed')?.alerts.push({
          channel: happening.channel,
          headline: 'a record that could not be understood',
          kind: 'new',
        });
        return;
      case 'fault': {
        const block = this.blocks.at(-1);
        if (block !== undefined) block.faults.push(happening.message);
        return;
      }
      case 'gone':
      case 'planned':
        return;
    }
  }

  /** The blocks since the last call, complete: to be called when nothing is under way. */
  take(): readonly StoryStep[] {
    const steps = this.blocks.map(({ step, verdicts, actions, alerts, faults, ownChange }) => ({
      ...step,
      reason: ownChange
        ? 'our own change: known by its request id, and left alone'
        : [step.reason, ...faults].filter((text) => text !== null).join('; ') || null,
      verdicts,
      actions,
      alerts,
    }));
    this.blocks = [];
    this.title = null;
    return steps;
  }

  private begin({ event }: Extract<Happening, { kind: 'parsed' }>, at: string): void {
    const images = event.kind === 'change' ? event.images : [];
    const actor = event.kind === 'change' ? (event.actor?.name ?? null) : null;
    const { account, region } = event;
    // AWS tells of a state by itself; what somebody did is the event after it.
    const isTold = event.event === STATE_CHANGE;
    const title = isTold ? null : this.title;
    this.blocks.push({
      eventId: event.kind === 'change' ? event.eventId : null,
      images: new Set(images.map((image) => `${account ?? ''}/${region ?? ''}/${image}`)),
      verdicts: [],
      actions: [],
      alerts: [],
      faults: [],
      ownChange: false,
      step: {
        at,
        title: title ?? titleOf(event),
        event: { name: event.event, account, region, images, actor },
        parsed: event.kind,
        reason: reasonOf(event),
        verdicts: [],
        actions: [],
        alerts: [],
      },
    });
    if (!isTold) this.title = null;
  }

  private blockOfEvent(eventId: string, use: (block: Block) => unknown): void {
    const block = this.blocks.findLast((one) => one.eventId === eventId);
    if (block !== undefined) use(block);
  }

  private blockOf(ref: ImageRef, use: (block: Block) => unknown): void {
    const key = imageKey(ref);
    const block = this.blocks.findLast((one) => one.images.has(key) && !one.ownChange) ?? this.blocks.at(-1);
    if (block !== undefined) use(block);
  }

  private lastOf(parsed: StoryStep['parsed']): Block | undefined {
    return this.blocks.findLast((block) => block.step.parsed === parsed);
  }
}

const reasonOf = (event: ParsedEvent): string | null => {
  if (event.kind !== 'change') return event.reason;
  return event.outcome.kind === 'refused' ? `AWS refused it (${event.outcome.code})` : null;
};
