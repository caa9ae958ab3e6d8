import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { Ledger, type Kept } from '../../../../lib/sandbox/ec2/ledger.ts';

interface Item extends Kept {
  readonly value: number;
}

const OWNER = AccountId.parse('111122223333');
const HOME = Region.parse('us-east-1');
const LAG = 5;

const item = (id: string, value: number): Item => ({ id, sequence: 1, owner: OWNER, region: HOME, value });

type Step =
  | { readonly kind: 'put'; readonly id: string; readonly value: number }
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'wait'; readonly ms: number };

const id = fc.constantFrom('a', 'b', 'c');
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('put' as const), id, value: fc.nat() }),
    fc.record({ kind: fc.constant('delete' as const), id }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(LAG + 1) }),
  ),
);

/** What there was at every instant, kept whole: slow, and plainly right. */
const play = (all: readonly Step[], lag: number) => {
  let now = 100;
  const ledger = new Ledger<Item>(
    () => now,
    () => lag,
  );
  const history = new Map<number, ReadonlyMap<string, number>>();
  let present: ReadonlyMap<string, number> = new Map();
  const remember = (): void => {
    history.set(now, present);
  };
  remember();
  for (const step of all) {
    switch (step.kind) {
      case 'put':
        ledger.put(item(step.id, step.value));
        present = new Map([...present, [step.id, step.value]]);
        break;
      case 'delete':
        ledger.delete(step.id);
        present = new Map([...present].filter(([other]) => other !== step.id));
        break;
      case 'wait':
        for (let passed = 0; passed < step.ms; passed += 1) {
          now += 1;
          remember();
        }
        break;
    }
    remember();
  }
  return { ledger, present, before: history.get(now - lag) ?? new Map<string, number>() };
};

const valuesOf = (items: readonly Item[]) => items.map((each) => [each.id, each.value]).toSorted();

describe('a ledger', () => {
  it('tells a read what there was a lag ago, and a write what there is', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { ledger, present, before } = play(all, LAG);
        for (const name of ['a', 'b', 'c']) {
          expect(ledger.read(name)?.value).toBe(before.get(name));
          expect(ledger.get(name)?.value).toBe(present.get(name));
        }
        expect(valuesOf(ledger.list(HOME))).toEqual([...before].toSorted());
        expect(valuesOf(ledger.list(HOME, OWNER))).toEqual([...before].toSorted());
      }),
      {
        examples: [
          [
            [
              { kind: 'put', id: 'a', value: 1 },
              { kind: 'delete', id: 'a' },
            ],
          ],
        ],
      },
    );
  });

  it('tells the present where there is no lag', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { ledger, present } = play(all, 0);
        expect(valuesOf(ledger.list(HOME))).toEqual([...present].toSorted());
      }),
    );
  });

  it('shows what was placed to every read', () => {
    const ledger = new Ledger<Item>(
      () => 0,
      () => LAG,
    );
    ledger.place(item('a', 1));

    expect(ledger.read('a')?.value).toBe(1);
    expect(ledger.list(Region.parse('eu-west-1'))).toEqual([]);
    expect(ledger.list(HOME, AccountId.parse('222233334444'))).toEqual([]);
  });
});
