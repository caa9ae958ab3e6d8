import type { History, Step } from './history.ts';

/** A smaller history that still fails: steps, then what is in them, are left out for as long as that is so. */
export const shrink = async (
  history: History,
  fails: (history: History) => Promise<boolean>,
): Promise<History> => {
  let best = history;
  const keepIf = async (candidate: History): Promise<boolean> => {
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let again = true; again;) {
    again = false;
    for (let size = Math.max(1, best.steps.length >> 1); size >= 1; size >>= 1) {
      for (let at = best.steps.length - size; at >= 0; at -= size) {
        const steps = best.steps.filter((_, index) => index < at || index >= at + size);
        if (await keepIf({ ...best, steps })) again = true;
      }
    }
    for (let at = 0; at < best.steps.length; at += 1) {
      for (const simpler of simplerThan(best.steps[at])) {
        const steps = best.steps.map((step, index) => (index === at ? simpler : step));
        if (await keepIf({ ...best, steps })) again = true;
      }
    }
    for (let at = best.images.length - 1; at > 0; at -= 1) {
      if (at !== best.images.length - 1) continue;
      if (await keepIf({ ...best, images: best.images.slice(0, -1) })) again = true;
    }
  }
  return best;
};

const simplerThan = (step: Step | undefined): readonly Step[] => {
  if (step === undefined) return [];
  const calm = (name: 'crash' | 'before' | 'after' | 'denied' | 'stall' | 'lagMs'): readonly Step[] =>
    'trouble' in step && step.trouble[name] > 0 ? [{ ...step, trouble: { ...step.trouble, [name]: 0 } }] : [];
  const quieter = (['crash', 'before', 'after', 'denied', 'stall', 'lagMs'] as const).flatMap(calm);
  switch (step.step) {
    case 'calls':
      return step.calls.length < 2
        ? []
        : step.calls.map((_, index) => ({
            ...step,
            calls: step.calls.filter((__, other) => other !== index),
          }));
    case 'deliver':
      return [
        ...step.meanwhile.map((_, index) => ({
          ...step,
          meanwhile: step.meanwhile.filter((__, other) => other !== index),
        })),
        ...(step.workers > 1 ? [{ ...step, workers: 1 }] : []),
        ...quieter,
      ];
    case 'person':
      return quieter;
    case 'pass':
    case 'pause':
    case 'resume':
    case 'sweep':
    case 'policy':
      return [];
  }
};
