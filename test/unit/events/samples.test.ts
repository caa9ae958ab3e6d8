import { describe, expect, it } from 'vitest';
import { families } from '../../../lib/events/families.ts';
import { parseEvent } from '../../../lib/events/parse.ts';
import { manifest, sample, sampleFiles } from './samples.ts';

describe('the sample events', () => {
  it.each(manifest.events.map((entry) => [entry.file, entry] as const))('%s', (file, entry) => {
    const parsed = parseEvent(sample(file));
    const members = Object.keys(entry.expect);
    const told = Object.fromEntries(Object.entries(parsed).filter(([name]) => members.includes(name)));
    expect(told).toEqual(entry.expect);
  });

  it('are all in the manifest, once each', () => {
    expect(manifest.events.map(({ file }) => file).sort()).toEqual([...sampleFiles].sort());
  });

  it('say where their shape was learned', () => {
    const unknown = manifest.events.filter(({ shape }) => manifest.shapes[shape] === undefined);
    expect(unknown).toEqual([]);
    expect(Object.keys(manifest.shapes).sort()).toEqual(
      [...new Set(manifest.events.map(({ shape }) => shape))].sort(),
    );
  });

  it.each([...families.keys(), 'EC2 AMI State Change', 'Recheck', 'Follow import'])(
    'show a success, a failure and an odd shape of %s',
    (event) => {
      const cases = manifest.events.filter((entry) => entry.event === event).map((entry) => entry.case);
      expect(cases).toEqual(expect.arrayContaining(['success', 'failure', 'odd']));
    },
  );

  it('name only our own accounts, addresses and ids', () => {
    const text = JSON.stringify(manifest.events.map(({ file }) => sample(file)));
    const ours =
      /^(111122223333|123456789012|222233334444|333344445555|555566667777|666677778888|999988887777|444455556666|777788889999|888877776666|012345678901)$/;
    const accounts = text.match(/(?<![0-9a-f-])\d{12}(?![0-9a-f-])/g) ?? [];
    expect(accounts.filter((account) => !ours.test(account))).toEqual([]);
    const addresses = text.match(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g) ?? [];
    expect(addresses.filter((address) => !address.startsWith('192.0.2.'))).toEqual([]);
    expect(accounts.length).toBeGreaterThan(100);
  });
});
