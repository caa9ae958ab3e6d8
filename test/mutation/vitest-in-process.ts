import { atEnd, declareSuite, declareTest, eachOf } from './held-tests.ts';

export { expect } from 'vitest';

/** What the tests import from vitest, for a process that keeps them loaded from mutant to mutant. */
export const describe = Object.assign(declareSuite, { each: eachOf(declareSuite) });
export const it = Object.assign(declareTest, { each: eachOf(declareTest) });
export const test = Object.assign(declareTest, { each: eachOf(declareTest) });
export const onTestFinished = atEnd;
