import type { Evaluation } from '../../model/finding.ts';
import type { Datum } from '../../model/image.ts';

/** Stands for a fact that a sweep will read later: what hangs on it is not judged until then. */
const CODE = 'ReadLater';

export const LATER: Datum<never> = {
  kind: 'fault',
  operation: 'sweep',
  code: CODE,
  message: 'it is read later in this sweep',
  retryable: true,
};

/** The evaluation without the rules that a fact was missing for which is read later. */
export const withoutLater = (evaluation: Evaluation): Evaluation => {
  const later = new Set(
    evaluation.findings
      .filter(({ detail }) => detail.kind === 'unreadable' && detail.code === CODE)
      .map(({ rule }) => rule),
  );
  if (later.size === 0) return evaluation;
  return {
    ...evaluation,
    verdicts: evaluation.verdicts.filter(({ rule }) => !later.has(rule)),
    findings: evaluation.findings.filter(({ rule }) => !later.has(rule)),
  };
};
