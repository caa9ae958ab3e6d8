import { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import project from '../../../../package.json' with { type: 'json' };
import { optionText } from '../../../../lib/cli/command/doc.ts';
import { buildProgram } from '../../../../lib/cli/command/program.ts';
import { COMMANDS, GROUPS } from '../../../../lib/cli/commands.ts';
import type { CommandIo } from '../../../../lib/cli/command-io.ts';
import { capturedIo } from '../policy/captured-io.ts';

const DOCS = COMMANDS.map(({ doc }) => doc);
const NAMES = DOCS.map(({ path }) => path.join(' '));

const call = async (...words: readonly string[]) => {
  const { io, out, err } = capturedIo();
  const ended: number[] = [];
  const all = { ...io, stdin: Readable.from([]), once: () => undefined } as unknown as CommandIo;
  const program = buildProgram(GROUPS, COMMANDS, all, (code) => ended.push(code));
  try {
    await program.parseAsync(words, { from: 'user' });
    return { code: ended[0] ?? null, out: out(), err: err() };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode, out: out(), err: err() };
  }
};

test('the commands are those that are promised', () => {
  expect(NAMES).toEqual(
    expect.arrayContaining([
      'policy validate',
      'policy compile',
      'policy test',
      'policy schema',
      'rules',
      'waivers',
      'init',
      'parse',
      'sandbox',
      'completion',
    ]),
  );
});

test('--version is the one of the package', async () => {
  expect(await call('--version')).toEqual({ code: 0, out: `${project.version}\n`, err: '' });
  expect(project.version).toMatch(/^\d+\.\d+\.\d+$/);
});

describe.each(DOCS)('$path', (doc) => {
  const name = doc.path.join(' ');

  test('--help is on stdout, with its flags, exit codes and examples', async () => {
    const { code, out, err } = await call(...doc.path, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: ami-warden ${name} ?`));
    for (const { flags } of doc.options ?? []) expect(out).toContain(`  ${flags}`);
    expect(out).toContain('\nExit codes:\n  0  ');
    expect(out).toMatch(/\nExamples:\n {2}\$ .+\n/);
    for (const line of doc.examples) expect(out).toContain(`  $ ${line}\n`);
  });

  test('its examples call it, and the first plainly', () => {
    expect(doc.examples.length).toBeGreaterThan(0);
    for (const line of doc.examples) expect(line).toMatch(/ami-warden|^AWS_ACCESS_KEY_ID=/);
    expect(doc.examples[0]).toContain(`ami-warden ${name}`);
  });

  test('its flags in the examples are flags that it has', () => {
    const known = new Set((doc.options ?? []).flatMap(({ flags }) => flags.match(/--[\w-]+/g) ?? []));
    const mine = doc.examples.flatMap((line) =>
      line.split(/[|;>]/).filter((part) => part.includes(`ami-warden ${name}`)),
    );
    const used = mine.flatMap((part) => part.match(/(?<=\s)--[a-z][\w-]*/g) ?? []);
    expect(used.filter((flag) => !known.has(flag))).toEqual([]);
  });

  test('says when it ends with which code', () => {
    const codes = doc.exits.map((exit) => exit.code);
    expect(codes.slice(0, 2)).toEqual([0, 1]);
    expect(codes.filter((code) => ![0, 1, 2, 3, 130].includes(code))).toEqual([]);
  });

  test('an unknown flag is an error: 1, and the way to the help', async () => {
    const { code, out, err } = await call(...doc.path, '--no-such-flag');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain("error: unknown option '--no-such-flag'");
    expect(err).toContain(`(ami-warden ${name} --help tells more)`);
  });
});

describe('mistakes in the call are errors: 1, on stderr alone', () => {
  test.each([
    [['no-such'], "error: unknown command 'no-such'"],
    [['polcy'], '(Did you mean policy?)'],
    [['policy', 'valdate'], '(Did you mean validate?)'],
    [['policy', 'validate'], "error: missing required argument 'file'"],
    [['policy', 'validate', 'x', '--output'], "error: option '--output <form>' argument missing"],
    [['rules', 'a', 'b'], 'error: too many arguments'],
    [['policy'], 'Usage: ami-warden policy'],
    [[], 'Usage: ami-warden'],
  ])('%j', async (words, message) => {
    const { code, out, err } = await call(...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });
});

test('a command is run with its words and flags, and its code is passed on', async () => {
  expect(await call('rules', 'nothing')).toMatchObject({ code: 1, out: '' });
  const { code, out } = await call('rules', 'sharing', '--output', 'csv');
  expect([code, out.split(',')[0]]).toEqual([0, 'rule']);
});

test('a flag is told with its choices and what holds without it', () => {
  expect(optionText({ flags: '--a <b>', text: 'what', choices: ['x', 'y', 'z'], fallback: 'x' })).toBe(
    'what: x, y or z (default: x)',
  );
  expect(optionText({ flags: '--a', text: 'what' })).toBe('what');
});

test('a command below another has its own flags of the same names', async () => {
  const { code, err } = await call(
    'journal',
    'export',
    '--file',
    '/no/such/journal',
    '--to',
    '/no/such/folder/',
  );
  expect([code, err]).toEqual([
    1,
    'ami-warden journal export: OpenJournal: NotFound: there is no journal /no/such/journal\n',
  ]);
});
