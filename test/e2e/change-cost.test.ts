import { beforeAll, expect, test } from 'vitest';
import { changeFigures } from '../../bench/change-figures.ts';
import { USAGE } from '../../build/cost/usage.ts';
import { freshPackage } from './lambda-runtime/fresh-package.ts';

beforeAll(freshPackage, 200_000);

test('docs/cost.md reckons with what changes really consume', async () => {
  const figures = await changeFigures();
  const { logsOfLaunch, logsOfImageChange, logsOfFinding } = USAGE;
  expect(figures).toMatchObject({
    'change.launch.reads': USAGE.readsOfLaunch,
    'change.launch.writes': 0,
    'change.launch.messages': 0,
    'change.launch.tableRounds': USAGE.tableRoundsOfLaunch,
    'change.launch.otherRounds': 0,
    'change.image.reads': USAGE.readsOfImageChange,
    'change.image.writes': USAGE.writesOfImageChange,
    'change.image.messages': USAGE.timersOfImageChange,
    'change.image.looks': 1 + USAGE.timersOfImageChange,
    'change.image.tableRounds': USAGE.tableRoundsOfImageChange,
    'change.image.otherRounds': USAGE.ec2RoundsOfImageChange,
    'change.putRight.reads': USAGE.readsOfFinding,
    'change.putRight.writes': USAGE.writesOfFinding,
    'change.putRight.messages': USAGE.messagesOfFinding,
    'change.notify.calls': USAGE.callsOfNotify,
  });
  const logs = [
    figures['change.launch.log_kb'],
    (figures['change.image.log_kb'] ?? NaN) / (1 + USAGE.timersOfImageChange),
    figures['change.putRight.log_kb'],
  ];
  // How many digits a time has is the machine's doing.
  [logsOfLaunch, logsOfImageChange, logsOfFinding].forEach((assumed, index) => {
    expect(logs[index]).toBeLessThanOrEqual(assumed);
    expect(logs[index]).toBeGreaterThan(assumed * 0.95);
  });
});
