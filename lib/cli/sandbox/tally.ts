import type { Happening } from '../../ports/telemetry.ts';
import { isPassedOn } from './passed-on.ts';

/** Counts what happened; a finding counts once, however often it is seen. */
export class Tally {
  private readonly findings = new Set<string>();
  private readonly malformed = new Set<string>();
  private readonly counts = {
    events: 0,
    changes: 0,
    ignored: 0,
    malformed: 0,
    remediated: 0,
    failed: 0,
    alerts: 0,
  };

  note(happening: Happening, at: string): void {
    const { counts } = this;
    switch (happening.kind) {
      case 'parsed': {
        const { event } = happening;
        if (isPassedOn(event, at)) return;
        // The queue delivers it again until it lands in the DLQ; it is one record all the same.
        if (event.kind === 'malformed' && !this.isNew(JSON.stringify(event))) return;
        counts.events += 1;
        if (event.kind === 'change') counts.changes += 1;
        else counts[event.kind] += 1;
        return;
      }
      case 'handled':
      case 'own-change':
        return;
      case 'judged':
        for (const finding of happening.evaluation.findings) this.findings.add(finding.id);
        return;
      case 'applied':
        if (happening.outcome.kind === 'done') counts.remediated += 1;
        if (happening.outcome.kind === 'refused' || happening.outcome.kind === 'unverified')
          counts.failed += 1;
        return;
      case 'told':
      case 'told-again':
      case 'told-together':
      case 'told-announcement':
      case 'told-malformed':
        counts.alerts += 1;
        return;
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
      case 'fault':
        return;
    }
  }

  private isNew(malformed: string): boolean {
    const isNew = !this.malformed.has(malformed);
    this.malformed.add(malformed);
    return isNew;
  }

  totals(): typeof this.counts & { readonly findings: number } {
    return { ...this.counts, findings: this.findings.size };
  }
}
