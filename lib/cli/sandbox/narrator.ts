import { subjectKey, type SubjectRef } from '../../model/subject.ts';
import type { Verdict } from '../../model/finding.ts';
import type { Happening } from '../../ports/telemetry.ts';
import { headline } from '../../render/headline.ts';
import type { StoryAction, StoryAlert, StoryStep } from '../../render/story-step.ts';
import { STATE_CHANGE } from '../../events/state-change.ts';
import type { ImageChange, ParsedEvent } from '../../model/change.ts';
import { isPassedOn } from './passed-on.ts';
import { timelyText, type TimelyHappening } from './timely-text.ts';
import { titleOf } from './title.ts';

interface Block {
  readonly eventId: string | null;
  readonly subjects: ReadonlySet<string>;
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
        if (!isPassedOn(happening.event, at)) this.begin(happening, at);
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
          block.actions.push({ action: action.action, writes: action.writes, outcome }),
        );
        return;
      }
      case 'told': {
        const { channel, record, update } = happening;
        const alert = { channel, headline: headline(record), kind: update ? 'update' : 'new' } as const;
        this.blockOf(record.finding.ref, (block) => block.alerts.push(alert));
        return;
      }
      case 'told-again':
      case 'told-together':
      case 'told-announcement':
        this.tell(happening, at);
        return;
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
      case 'handled':
      case 'gone':
      case 'import':
      case 'dirty':
      case 'planned':
      case 'slack-rejected':
      case 'slack-refused':
      case 'slack-asked':
      case 'lost-events':
      case 'coverage':
      case 'quota':
      case 'answered':
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

  /** What is told because its time has come belongs to no event; a refused attempt does. */
  private tell(happening: TimelyHappening, at: string): void {
    const { title, headline: said } = timelyText(happening);
    const alert: StoryAlert = { channel: happening.channel, headline: said, kind: 'new' };
    if (happening.kind === 'told-announcement' && happening.announcement.kind === 'attempt') {
      this.blockOf(happening.announcement.ref, (block) => block.alerts.push(alert));
      return;
    }
    const last = this.blocks.at(-1);
    if (last?.step.parsed === 'timer' && last.step.title === title) last.alerts.push(alert);
    else this.blocks.push({ ...newBlock(timerStep(title, at)), alerts: [alert] });
  }

  private begin({ event }: Extract<Happening, { kind: 'parsed' }>, at: string): void {
    const images = event.kind === 'change' ? event.images : [];
    const actor = event.kind === 'change' ? (event.actor?.name ?? null) : null;
    const { account, region } = event;
    // AWS tells of a state by itself; what somebody did is the event after it.
    const isTold = event.event === STATE_CHANGE;
    const title = isTold ? null : this.title;
    const step: StoryStep = {
      ...timerStep(title ?? titleOf(event), at),
      event: { name: event.event, account, region, images, actor },
      parsed: event.kind,
      reason: reasonOf(event),
    };
    this.blocks.push({
      ...newBlock(step),
      ...(event.kind === 'change' ? { eventId: event.eventId, subjects: subjectsOf(event) } : {}),
    });
    if (!isTold) this.title = null;
  }

  private blockOfEvent(eventId: string, use: (block: Block) => unknown): void {
    const block = this.blocks.findLast((one) => one.eventId === eventId);
    if (block !== undefined) use(block);
  }

  private blockOf(ref: SubjectRef, use: (block: Block) => unknown): void {
    const key = subjectKey(ref);
    const block =
      this.blocks.findLast((one) => one.subjects.has(key) && !one.ownChange) ?? this.blocks.at(-1);
    if (block !== undefined) use(block);
  }

  private lastOf(parsed: StoryStep['parsed']): Block | undefined {
    return this.blocks.findLast((block) => block.step.parsed === parsed);
  }
}

const subjectsOf = ({ account, region, images, instances }: ImageChange): ReadonlySet<string> =>
  new Set([
    subjectKey({ account, region }),
    ...images.map((image) => subjectKey({ account, region, image })),
    ...instances.map(({ instance }) => subjectKey({ account, region, instance })),
  ]);

const newBlock = (step: StoryStep): Block => ({
  eventId: null,
  subjects: new Set(),
  step,
  verdicts: [],
  actions: [],
  alerts: [],
  faults: [],
  ownChange: false,
});

const timerStep = (title: string, at: string): StoryStep => ({
  at,
  title,
  event: null,
  parsed: 'timer',
  reason: null,
  verdicts: [],
  actions: [],
  alerts: [],
});

const reasonOf = (event: ParsedEvent): string | null => {
  if (event.kind !== 'change') return event.reason;
  return event.outcome.kind === 'refused' ? `AWS refused it (${event.outcome.code})` : null;
};
