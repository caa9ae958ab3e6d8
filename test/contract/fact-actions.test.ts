import { expect, test } from 'vitest';
import { FACT_ACTIONS } from '../../lib/app/permissions/fact-actions.ts';
import type { AnyFact } from '../../lib/model/image.ts';
import { GUARDRAIL_FACTS } from '../../lib/model/subject.ts';
import { IMAGE_FACTS } from '../../lib/model/subject-facts.ts';
import { frozenSandbox, hardened } from './frozen-sandbox.ts';

const frozen = frozenSandbox();

const operationsOf = (fact: AnyFact): readonly string[] =>
  [...new Set(FACT_ACTIONS[fact].map((action) => action.split(':')[1] ?? ''))].toSorted();

/** What is asked for while something is done, beside what lets the reader in. */
const askedBy = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = frozen.sandbox.calls.of({}).length;
  await work();
  const operations = frozen.sandbox.calls.of({}).slice(before);
  return [...new Set(operations.map(({ operation }) => operation))]
    .filter((operation) => operation !== 'AssumeRole')
    .toSorted();
};

// Read on the way to the fact itself: the mappings, and the keys of snapshots.
const ON_THE_WAY: Readonly<Partial<Record<AnyFact, readonly string[]>>> = {
  snapshots: ['DescribeImages'],
  snapshotSharing: ['DescribeImages'],
  keyAliases: ['DescribeImages', 'DescribeSnapshots'],
};

// DescribeImageReferences looks with the caller's rights, and an ancestor's owner is asked for where there is one.
const NOT_ALWAYS: readonly AnyFact[] = ['references', 'ancestry'];

test('to read a group of facts of an image asks for its actions and no others', async () => {
  for (const fact of IMAGE_FACTS) {
    const asked = await askedBy(() => frozen.state(hardened, fact));
    const own = asked.filter((operation) => !(ON_THE_WAY[fact] ?? []).includes(operation));
    const declared = operationsOf(fact);
    const expected = NOT_ALWAYS.includes(fact) ? declared.filter((name) => own.includes(name)) : declared;
    expect([fact, own]).toEqual([fact, expected]);
    expect([fact, own.length]).not.toEqual([fact, 0]);
  }
});

test('and of an account and region', async () => {
  const { account, region } = hardened;
  for (const fact of GUARDRAIL_FACTS) {
    const asked = await askedBy(() => frozen.reader.observeAccountRegion({ account, region }, [fact]));
    expect([fact, asked]).toEqual([fact, operationsOf(fact)]);
  }
});
