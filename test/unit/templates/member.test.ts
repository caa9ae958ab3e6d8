import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { member, ofType } from './templates.ts';

const { Conditions: conditions } = z
  .object({ Conditions: z.record(z.string(), z.unknown()) })
  .parse(parseDocument(readFileSync('deploy/member.yaml', 'utf8'), { logLevel: 'silent' }).toJS());

const roles = ofType(member.Resources, 'AWS::IAM::Role');

describe('a StackSet puts a stack into every region of an account', () => {
  it('and one of them alone, that of the region for roles, makes the roles that the hub takes', () => {
    // `!Equals` of the stack's region and the parameter.
    expect(conditions['MakesRoles']).toEqual(['AWS::Region', 'RoleRegion']);
    expect(roles.get('ReaderRole')?.Condition).toBe('MakesRoles');
  });

  it('and the writer only where a parameter does not leave it out', () => {
    expect(conditions['MakesWriter']).toEqual(['MakesRoles', ['Writer', 'yes']]);
    expect(roles.get('WriterRole')?.Condition).toBe('MakesWriter');
    expect(member.Parameters['Writer']).toMatchObject({ Default: 'yes', AllowedValues: ['yes', 'no'] });
  });

  it('and each makes rules, the role that they forward by, and a queue for what was not delivered', () => {
    const everywhere = Object.entries(member.Resources).filter(
      ([, { Condition }]) => Condition === undefined,
    );
    expect(everywhere.map(([id]) => id)).toEqual([
      'ForwardRole',
      'ForwardRule',
      'AttemptsRule',
      'Undelivered',
      'UndeliveredPolicy',
    ]);
  });

  it('so that nothing of one region takes a name that is of the whole account', () => {
    const named = [...roles].filter(([, { Properties }]) => Properties?.['RoleName'] !== undefined);
    expect(named.map(([id, { Condition }]) => [id, Condition])).toEqual([
      ['ReaderRole', 'MakesRoles'],
      ['WriterRole', 'MakesWriter'],
    ]);
  });

  it('and keeps what was not delivered for two weeks, encrypted', () => {
    expect(member.Resources['Undelivered']?.Properties).toMatchObject({
      QueueName: 'ami-warden-${Stage}-undelivered',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });
});
