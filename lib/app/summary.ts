import type { ImageChange } from '../model/change.ts';
import type { Clock } from '../ports/clock.ts';
import type { Happening, Telemetry } from '../ports/telemetry.ts';

/** Passes on what happens on the way of one change, and sums it up in the end. */
export class Summary implements Telemetry {
  private readonly event: ImageChange;
  private readonly telemetry: Telemetry;
  private readonly clock: Clock;
  private readonly began: number;
  private judged = 0;
  private findings = 0;

  constructor(
    event: ImageChange,
    { telemetry, clock }: { readonly telemetry: Telemetry; readonly clock: Clock },
  ) {
    this.event = event;
    this.telemetry = telemetry;
    this.clock = clock;
    this.began = clock.now().getTime();
  }

  note(happening: Happening): void {
    if (happening.kind === 'judged') {
      this.judged += 1;
      this.findings += happening.evaluation.findings.length;
    }
    this.telemetry.note(happening);
  }

  end(ended: Extract<Happening, { kind: 'handled' }>['ended']): void {
    const { event, judged, findings } = this;
    const ms = this.clock.now().getTime() - this.began;
    this.telemetry.note({ kind: 'handled', event, ended, judged, findings, ms });
  }
}
