import type { JournalEntry } from '../../model/journal.ts';
import type { Aspects } from '../../model/plan.ts';
import type { ActionResult } from '../../model/request.ts';
import { principalList } from '../../render/principal-text.ts';
import { plainWording } from '../../render/wording.ts';

/** What was so before a write and after it; null where the entry does not say. */
export interface ChangeText {
  readonly before: string | null;
  readonly after: string | null;
}

const NOTHING: ChangeText = { before: null, after: null };
const NONE = 'none';
// An image has up to 50 tags and as many snapshots as volumes; JSON has them all.
const SHOWN = 10;

/** The states that an entry holds, in words: of a write what it changed, else all that was read. */
export const changeText = (entry: JournalEntry): ChangeText => {
  switch (entry.kind) {
    case 'finding':
    case 'attempt':
    case 'plan':
    case 'approval':
    case 'waiver':
    case 'mute':
      return NOTHING;
    case 'intent':
      return { before: allText(entry.before), after: null };
    case 'outcome':
      return outcomeChange(entry.outcome);
  }
};

/** What an outcome, or what is expected of an action, says of before and after. */
export const outcomeChange = (outcome: ActionResult['outcome']): ChangeText => {
  switch (outcome.kind) {
    case 'done':
    case 'would':
    case 'unverified':
      return differences(outcome.before, outcome.after);
    case 'unneeded':
      return { before: null, after: allText(outcome.after) };
    case 'under-way':
    case 'refused':
      return NOTHING;
  }
};

const differences = (before: Aspects, after: Aspects): ChangeText => {
  const [was, is] = [piecesOf(before), piecesOf(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => was.get(name) !== is.get(name),
  );
  if (changed.length === 0) return { before: allText(before), after: allText(after) };
  const sideText = (pieces: ReadonlyMap<string, string>): string =>
    joined(changed.map((name) => `${name}${pieces.get(name) ?? NONE}`));
  return { before: sideText(was), after: sideText(is) };
};

const allText = (aspects: Aspects): string => {
  const pieces = piecesOf(aspects);
  return pieces.size === 0 ? 'nothing was read' : joined([...pieces].map((piece) => piece.join('')));
};

const joined = (pieces: readonly string[]): string => {
  const rest = pieces.length - SHOWN;
  return [...pieces.slice(0, SHOWN), ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join('; ');
};

const { id } = plainWording;
const people = (principals: Parameters<typeof principalList>[0]): string =>
  principalList(principals, { accountName: () => null }, plainWording);

/** Each thing that was read by what it is called, a tag by its key. */
const piecesOf = (aspects: Aspects): ReadonlyMap<string, string> => {
  const { launchPermission, snapshotSharing, tags, deprecatedAt, state, guardrails, copies } = aspects;
  return new Map([
    ...(launchPermission === undefined ? [] : [['shared with ', people(launchPermission)] as const]),
    ...(snapshotSharing ?? []).map(
      ({ snapshot, principals }) => [`${id(snapshot)} shared with `, people(principals)] as const,
    ),
    ...Object.entries(tags ?? {}).map(([tag, value]) => [`tag ${id(tag)}: `, id(value)] as const),
    ...(copies ?? []).map(
      (copy) =>
        [
          `copy ${id(copy.image)}: `,
          `${id(copy.state)}, shared with ${people(copy.launchPermission)}`,
        ] as const,
    ),
    ...(deprecatedAt === undefined ? [] : [['deprecation: ', id(deprecatedAt ?? NONE)] as const]),
    ...(state === undefined ? [] : [['state: ', id(state)] as const]),
    ...Object.entries(guardrails ?? {}).map(([rail, value]) => [`${rail}: `, id(value)] as const),
  ]);
};
