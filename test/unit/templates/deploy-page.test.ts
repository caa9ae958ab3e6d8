import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { fencedOf } from '../../../build/fenced.ts';
import { COMMANDS } from '../../../lib/cli/commands.ts';
import { HUB } from './resolve.ts';
import { grantsOf, rolesOf } from './statements.ts';
import { hub, member, ofType } from './templates.ts';

const page = readFileSync('docs/deploy.md', 'utf8');
const blocks = fencedOf(page);

/** The commands of the page, a line each: what is continued is joined. */
const commands = blocks
  .flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, '').split('\n'))
  .map((line) => line.trim())
  .filter((line) => /(^|&& )(npx|aws|npm|git) /.test(line));
const starting = (start: string): readonly string[] => commands.filter((line) => line.includes(start));
const all = (pattern: RegExp, lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => [...line.matchAll(pattern)].map(([, found = '']) => found));

const { params } = z
  .object({ params: z.object({ default: z.record(z.string(), z.unknown()) }) })
  .parse(parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' }));
const REQUIRED = ['organizationId', 'externalId'];

describe('what the page of deployment says', () => {
  it('is read: the hub, the members, the policy, an upgrade and the removal are among it', () => {
    expect(starting('npx serverless deploy').length).toBeGreaterThanOrEqual(3);
    expect(starting('npx serverless remove')).toHaveLength(1);
    expect(starting('create-stack-set')).toHaveLength(1);
    expect(starting('policy push')).toHaveLength(1);
  });

  it('gives the hub parameters that it has, at each deployment those that it must have', () => {
    for (const line of starting('npx serverless deploy')) {
      const given = all(/--param (\w+)=/g, [line]);
      expect(given).toEqual(expect.arrayContaining(REQUIRED));
      expect(given.filter((name) => !(name in params.default))).toEqual([]);
    }
  });

  it('lists every parameter of the hub, each with its default', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\| /gm)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('`', ''),
    ]);
    expect(rows).toEqual(
      expect.arrayContaining(Object.entries(params.default).map(([name, value]) => [name, String(value)])),
    );
    expect(
      rows.map(([name]) => name).filter((name) => name !== undefined && !(name in params.default)),
    ).toEqual([]);
  });

  it.each(['create-stack-set', 'aws cloudformation deploy', 'update-stack-set'])(
    'gives the members, by %s, parameters that they have, and all that have no default',
    (command) => {
      const declared = z
        .record(z.string(), z.looseObject({ Default: z.optional(z.unknown()) }))
        .parse(member.Parameters);
      const without = Object.entries(declared).flatMap(([name, { Default }]) =>
        Default === undefined ? [name] : [],
      );
      for (const line of starting(command)) {
        const overrides = line.split('--parameter-overrides ')[1] ?? '';
        const given = [...all(/ParameterKey=(\w+)/g, [line]), ...all(/(\w+)=/g, [overrides])];
        expect(given).toEqual(expect.arrayContaining(without));
        expect(given.filter((name) => !(name in declared))).toEqual([]);
      }
    },
  );

  it('lets the hub’s account read of the organisation what its roles read, and nothing else', () => {
    const [, written = ''] = /put-resource-policy --content '(.*?\})'\n/s.exec(page) ?? [];
    const { Statement: statements } = z
      .object({ Statement: z.array(z.object({ Principal: z.unknown(), Action: z.array(z.string()) })) })
      .parse(JSON.parse(written.replace(`'"$HUB"'`, '999988887777')));
    const asked = rolesOf(HUB)
      .flatMap((role) => grantsOf(HUB, role).flatMap(({ Action }) => Action))
      .filter((action) => action.startsWith('organizations:'));
    expect(statements.map(({ Principal }) => Principal)).toEqual([{ AWS: 'arn:aws:iam::999988887777:root' }]);
    expect(statements.flatMap(({ Action }) => Action).toSorted()).toEqual([...new Set(asked)].toSorted());
  });

  it('updates the members without setting back what was chosen when they were made', () => {
    const [update = ''] = starting('update-stack-set');
    const kept = all(/ParameterKey=(\w+),UsePreviousValue=true/g, [update]);
    // A parameter that is not named goes back to its default: Writer to `yes`.
    expect([...kept].sort()).toEqual(Object.keys(member.Parameters).sort());
  });

  it('tags what it makes as the hub’s own stack is tagged', () => {
    for (const line of [...starting('create-stack-set'), ...starting('aws cloudformation deploy')])
      expect(line).toMatch(/--tags (Key=project,Value=|project=)ami-warden (Key=stage,Value=|stage=)prod/);
  });

  it('calls commands of the CLI that there are, with flags that they take', () => {
    const calls = starting('npx ami-warden ');
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const line of calls) {
      const words = line.replace(/^.*npx ami-warden /, '').split(' ');
      const known = COMMANDS.find(({ doc }) => doc.path.every((word, index) => words[index] === word));
      expect([line, known?.doc.path.join(' ')]).not.toEqual([line, undefined]);
      const flags = (known?.doc.options ?? []).map(({ flags: written }) => /--[\w-]+/.exec(written)?.[0]);
      for (const flag of words.filter((word) => word.startsWith('--')))
        expect([line, flags]).toEqual([line, expect.arrayContaining([flag])]);
    }
  });

  it('names files, topics, tables and buckets that there are', () => {
    const files = all(/(?:file:\/\/|--template-file |push |validate )([\w./-]+\.yaml)/g, commands);
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    const names = [
      'AWS::SNS::Topic',
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::StepFunctions::StateMachine',
    ]
      .flatMap((type) => [...ofType(hub.resources.Resources, type).values()])
      .flatMap(({ Properties: p = {} }) => [
        p['TopicName'],
        p['TableName'],
        p['BucketName'],
        p['StateMachineName'],
      ])
      .filter((name) => typeof name === 'string')
      .map((name) => name.replace('${sls:stage}', 'prod').replace('${AWS::AccountId}', '$HUB'));
    const named = all(/(?:sns:[^ ]*:|stateMachine:|--table-name |s3:\/\/|--bucket ")([\w$-]+)/g, commands);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('says of everything that outlives the stack that it does', () => {
    const kept = Object.values(hub.resources.Resources).filter(
      ({ DeletionPolicy }) => DeletionPolicy !== undefined,
    );
    const rows = page.slice(page.indexOf('These stay'), page.indexOf('All else goes'));
    for (const { Properties: p = {} } of kept) {
      const name = p['TableName'] ?? p['BucketName'];
      const text =
        typeof name === 'string'
          ? name.replace('${sls:stage}', 'prod').replace('${AWS::AccountId}', '$HUB')
          : 'customer key';
      expect(rows).toContain(text);
    }
    expect(rows.match(/^\| (table|bucket|the customer key)/gm)).toHaveLength(kept.length);
  });
});
