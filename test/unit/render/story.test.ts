import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../lib/model/finding.ts';
import { headline } from '../../../lib/render/headline.ts';
import { renderStep, renderSummary } from '../../../lib/render/story.ts';
import type { StoryStep } from '../../../lib/render/story-step.ts';
import { done, everybody, fixed, options, record } from './sample-record.ts';

const REMOVE_ALL = { kind: 'launch-permission', add: [], remove: [everybody] } as const;

const verdict = (rule: string, kind: Verdict['verdict'], reason = ''): Verdict => ({
  rule,
  verdict: kind,
  mode: 'enforce',
  severity: 'critical',
  reason,
  until: null,
});

const step: StoryStep = {
  at: '2026-09-01T10:00:00Z',
  title: 'Alice makes the web image public',
  event: {
    name: 'ModifyImageAttribute',
    account: '222233334444',
    region: 'eu-west-1',
    images: ['ami-0a1b2c3d4e5f60718'],
    actor: 'deploy/alice',
  },
  parsed: 'change',
  reason: null,
  verdicts: [
    verdict('public-sharing', 'fail', 'Everybody may launch this image.'),
    verdict('sharing', 'pass'),
    verdict('encryption', 'pass'),
    verdict('required-tags', 'skip'),
  ],
  actions: [{ action: 'revoke-public', writes: [REMOVE_ALL], outcome: done }],
  alerts: [
    { channel: 'slack', headline: headline(record()), kind: 'new' },
    { channel: 'slack', headline: headline(fixed()), kind: 'update' },
  ],
};

const quiet: StoryStep = { ...step, verdicts: [], actions: [], alerts: [] };

describe('one event of the story', () => {
  it('reads from the event to the alert', () => {
    expect(renderStep(step, { colour: false, accountName: options.accountName })).toBe(
      `10:00:00    Alice makes the web image public
  event     ModifyImageAttribute  222233334444 (web-prod)  eu-west-1  ami-0a1b2c3d4e5f60718  by deploy/alice
  verdict   ✗ fail public-sharing (critical, enforce): Everybody may launch this image.
            ✓ pass sharing, encryption
            - skip required-tags
  action    revoke-public: remove everybody (public)
            → Removed everybody (public). Read back and verified: shared with account 444455556666
              ("partner"), organisation o-exampleorg1 now.
  alert     slack (new): CRITICAL open: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1
            slack (update): Fixed: public-sharing, ami-0a1b2c3d4e5f60718, 222233334444 eu-west-1`,
    );
  });

  it('gives the reason of what is ignored', () => {
    const reason = 'a dry run changes nothing';
    expect(renderStep({ ...quiet, parsed: 'ignored', reason }, { colour: false })).toBe(
      `10:00:00    Alice makes the web image public
  event     ModifyImageAttribute  222233334444  eu-west-1  ami-0a1b2c3d4e5f60718  by deploy/alice; ignored:
              a dry run changes nothing`,
    );
  });

  it('gives the reason of what is not understood, even when the record names nothing', () => {
    const event = { name: null, account: null, region: null, images: [], actor: null };
    const given: StoryStep = {
      ...quiet,
      title: 'A broken record',
      event,
      parsed: 'malformed',
      reason: 'no detail',
    };
    expect(renderStep(given, { colour: false })).toBe(
      '10:00:00    A broken record\n  event     unnamed event; not understood: no detail',
    );
    expect(renderStep({ ...given, event: null }, { colour: false })).toBe(
      '10:00:00    A broken record\n  event     no event; not understood: no detail',
    );
  });

  it('keeps its width when the time is none', () => {
    const [line] = renderStep(
      { ...quiet, at: '日'.repeat(30), title: 'x'.repeat(98) },
      { colour: false },
    ).split('\n');
    expect(line).toBe(`????????    ${'x'.repeat(98)}`);
  });

  it('counts the images beyond the third', () => {
    const images = ['ami-00000001', 'ami-00000002', 'ami-00000003', 'ami-00000004', 'ami-00000005'];
    const event = { name: 'CreateTags', account: null, region: null, images, actor: null };
    expect(renderStep({ ...quiet, event }, { colour: false })).toContain(
      'event     CreateTags  ami-00000001, ami-00000002, ami-00000003, and 2 more',
    );
  });

  it('marks every kind of verdict with a sign, not by colour alone', () => {
    const verdicts = [
      verdict('a', 'waived', 'W-1 covers it'),
      verdict('b', 'pending', 'inside its grace'),
      verdict('c', 'error', 'could not be read'),
    ];
    expect(
      renderStep({ ...quiet, verdicts }, { colour: false })
        .split('\n')
        .slice(2),
    ).toEqual([
      '  verdict   ~ waived a (critical, enforce): W-1 covers it',
      '            … pending b (critical, enforce): inside its grace',
      '            ? error c (critical, enforce): could not be read',
    ]);
  });

  it('shows an action that has not ended, and one that was refused', () => {
    const actions = [
      { action: 'revoke-unlisted', writes: [REMOVE_ALL], outcome: null },
      { action: 'rollback', writes: [], outcome: { kind: 'refused', reason: 'over the limit' } },
    ] as const;
    expect(
      renderStep({ ...quiet, actions }, { colour: false })
        .split('\n')
        .slice(2),
    ).toEqual([
      '  action    revoke-unlisted: remove everybody (public)',
      '            rollback',
      '            → Nothing was changed: over the limit.',
    ]);
  });

  it('is the same text with colours as without', () => {
    const coloured = renderStep(step, { colour: true, accountName: options.accountName });
    expect(coloured).toContain('\u001b[1;31m✗ fail public-sharing');
    const bare = coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
    expect(bare).toBe(renderStep(step, { colour: false, accountName: options.accountName }));
  });
});

describe('the summary', () => {
  const summary = {
    events: 42,
    changes: 31,
    ignored: 10,
    malformed: 1,
    findings: 9,
    remediated: 4,
    failed: 0,
    alerts: 12,
    openViolations: 0,
    seed: 7,
  };

  it('is a table that ends with what it means', () => {
    expect(renderSummary(summary, { colour: false })).toBe(
      `The day in numbers (seed 7)
  events                 42
    changes              31
    ignored              10
    not understood        1
  findings                9
  remediated              4
  failed                  0
  alerts                 12
  open violations         0
All that the policy enforces was put right and read back.`,
    );
  });

  it.each([
    ['a violation stays open', { openViolations: 1 }],
    ['something failed', { failed: 1 }],
  ])('does not claim success when %s', (_, changed) => {
    const lines = renderSummary({ ...summary, ...changed }, { colour: false }).split('\n');
    expect(lines.at(-1)).toBe('Not all that the policy enforces was put right.');
  });
});
