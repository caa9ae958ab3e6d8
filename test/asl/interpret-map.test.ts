import { describe, expect, it } from 'vitest';
import { AslError } from './asl-error.ts';
import { readMachine } from './machine.ts';
import { machine, run, task, world } from './small-machine.ts';

describe('a distributed map', () => {
  const map = {
    Type: 'Map',
    Label: 'Items',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { 'Bucket.$': '$.bucket', 'Key.$': '$.key' },
    },
    MaxConcurrencyPath: '$.most',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'First',
      States: { First: task('f'), End: { Type: 'Succeed' } },
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { 'Bucket.$': '$.bucket', Prefix: 'results' },
    },
    ResultPath: '$.results',
    Next: 'End',
  };
  const start = (
    items: readonly unknown[],
    f: (item: unknown) => unknown,
    given: object = {},
    more: object = {},
  ) => {
    const around = world({ f });
    around.objects.set('b/list', JSON.stringify(items));
    const input = { bucket: 'b', key: 'list', most: 2, ...given };
    return run(machine({ ...map, ...more }), input, around.around).then((ended) => ({
      ended,
      objects: around.objects,
    }));
  };
  const failsFor =
    (...bad: readonly unknown[]) =>
    (item: unknown) => {
      if (bad.includes(item)) throw new AslError('Crash', String(item));
      return item;
    };

  it('runs its states for each item of the object, no more at once than it may', async () => {
    const { ended, objects } = await start([1, 2, 3, 4, 5], (item) => item);
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.children.map(({ output }) => output)).toEqual([1, 2, 3, 4, 5]);
    expect(ended.widest).toBe(2);
    expect(ended.output).toMatchObject({ most: 2, results: { ResultWriterDetails: { Bucket: 'b' } } });
    expect(objects.get('b/results/Items/manifest.json')).toContain('"status":"SUCCEEDED"');
  });

  it('tolerates as many failures as it says, and fails with one more', async () => {
    const items = [1, 2, 3, 4];
    const quarter = { ToleratedFailurePercentage: 25 };
    expect((await start(items, failsFor(2), {}, quarter)).ended.status).toBe('SUCCEEDED');
    const { ended } = await start(items, failsFor(2, 3), {}, quarter);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect((await start(items, failsFor(4))).ended.status).toBe('FAILED');
  });

  it('hands over batches where it is told to, the last one with what is left', async () => {
    const given: unknown[] = [];
    const batcher = { ItemBatcher: { MaxItemsPerBatch: 2 } };
    const { ended } = await start([1, 2, 3, 4, 5], (batch) => given.push(batch), {}, batcher);
    expect(given).toEqual([{ Items: [1, 2] }, { Items: [3, 4] }, { Items: [5] }]);
    expect(ended.children.map(({ items }) => items)).toEqual([2, 2, 1]);
  });

  it.each([
    ['a batcher’s other fields', { ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { a: 1 } } }],
    ['a batcher of bytes alone', { ItemBatcher: { MaxInputBytesPerBatch: 1_000 } }],
    ['a tolerance by a path', { ToleratedFailurePercentagePath: '$.tolerated' }],
  ])('is refused with %s', (_, more) => {
    expect(() => readMachine(machine(map))).not.toThrow();
    expect(() => readMachine(machine({ ...map, ...more }))).toThrow(/Unrecognized key|Invalid input/i);
  });

  it('counts all that a batch held when it fails', async () => {
    const crash = (batch: unknown) => {
      if ((batch as { Items: number[] }).Items.includes(1)) throw new AslError('Crash', 'killed');
      return batch;
    };
    const of = (percent: number) => ({
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ToleratedFailurePercentage: percent,
    });
    expect((await start([1, 2, 3, 4], crash, {}, of(25))).ended.error).toBe(
      'States.ExceedToleratedFailureThreshold',
    );
    expect((await start([1, 2, 3, 4], crash, {}, of(50))).ended.status).toBe('SUCCEEDED');
    expect((await start([1, 2], crash, {}, of(100))).ended.status).toBe('SUCCEEDED');
  });

  it('begins no more once it has failed', async () => {
    const { ended } = await start([1, 2, 3, 4, 5, 6, 7, 8], failsFor(1), { most: 1 });
    expect(ended.children).toHaveLength(1);
  });

  it('fails where the object is not there, or is no list', async () => {
    expect((await start([], (item) => item, { key: 'other' })).ended).toMatchObject({
      error: 'States.ItemReaderFailed',
    });
  });

  it('of no items is at its end at once', async () => {
    expect((await start([], (item) => item)).ended).toMatchObject({ status: 'SUCCEEDED', children: [] });
  });
});
