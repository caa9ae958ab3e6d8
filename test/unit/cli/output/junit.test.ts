import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { junitText } from '../../../../lib/cli/output/junit.ts';
import { junitProblems, xmlTree } from './junit-tree.ts';

describe('JUnit', () => {
  test('has suites, cases, places and failures', () => {
    const text = junitText('policy test', [
      {
        name: 'p.yaml',
        properties: { 'policy.sha256': 'abc' },
        cases: [
          { name: 'good', place: { file: 'p.yaml', line: 7 }, failure: null },
          { name: 'a <bad> & "odd" one', place: null, failure: { message: 'no', body: 'line 1\nline 2' } },
        ],
      },
    ]);
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ami-warden policy test" tests="2" failures="1" errors="0" time="0">
  <testsuite name="p.yaml" tests="2" failures="1" errors="0" time="0">
    <properties><property name="policy.sha256" value="abc"/></properties>
    <testcase name="good" classname="p.yaml" file="p.yaml" line="7" time="0"/>
    <testcase name="a &lt;bad&gt; &amp; &quot;odd&quot; one" classname="p.yaml" time="0">
      <failure message="no">line 1
line 2</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
    expect(junitProblems(text)).toEqual([]);
  });

  test('is well formed whatever the names and sentences hold', () => {
    const text = fc.string({ unit: 'binary' });
    const one = fc.record({
      name: text,
      place: fc.constant(null),
      failure: fc.option(fc.record({ message: text, body: text }), { nil: null }),
    });
    const suite = fc.record({ name: text, properties: fc.constant({}), cases: fc.array(one) });
    fc.assert(
      fc.property(fc.array(suite), (suites) => {
        expect(junitProblems(junitText('x', suites))).toEqual([]);
      }),
    );
  });

  test('the check of it can fail', () => {
    expect(junitProblems('<testsuites tests="1" failures="0"/>')).toEqual(['testsuites tests']);
    expect(() => xmlTree('<a>&nothing;</a>')).toThrow('undefined entity');
  });
});
