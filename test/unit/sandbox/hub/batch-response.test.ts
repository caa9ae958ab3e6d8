import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBatchResponse } from '../../../../lib/sandbox/hub/mapping/batch-response.ts';

const ids = ['a', 'b'];

describe('a batch response', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['no list', { batchItemFailures: null }],
  ])('%s: all went well', (_title, answer) => {
    expect(readBatchResponse(answer, ids)).toEqual({ kind: 'done' });
  });

  it('names the messages that failed', () => {
    const answer = { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] };
    expect(readBatchResponse(answer, ids)).toEqual({ kind: 'partly', failed: new Set(['b']) });
  });

  it.each([
    ['a text', 'done', 'the answer is no object'],
    ['a list', [], 'the answer is no object'],
    ['a text for the list', { batchItemFailures: 'a' }, 'batchItemFailures is no list'],
    [
      'an empty identifier',
      { batchItemFailures: [{ itemIdentifier: '' }] },
      'a failure lacks its itemIdentifier',
    ],
    [
      'no identifier',
      { batchItemFailures: [{ itemIdentifier: null }] },
      'a failure lacks its itemIdentifier',
    ],
    [
      'a misspelt identifier',
      { batchItemFailures: [{ itemIdentifer: 'a' }] },
      'a failure lacks its itemIdentifier',
    ],
    ['a text for the failure', { batchItemFailures: ['a'] }, 'a failure lacks its itemIdentifier'],
    [
      'an unknown message',
      { batchItemFailures: [{ itemIdentifier: 'c' }] },
      'no message of the batch is called c',
    ],
  ])('%s: all failed', (_title, answer, reason) => {
    expect(readBatchResponse(answer, ids)).toEqual({ kind: 'invalid', reason });
  });

  it('of any JSON is read without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        expect(['done', 'partly', 'invalid']).toContain(readBatchResponse(answer, ids).kind);
      }),
    );
  });
});
