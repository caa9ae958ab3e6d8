import { expect, it } from 'vitest';
import { dropNeedlessOrder } from '../../../build/plain-template.ts';
import { forMoto } from '../../../build/rehearse-proxy.ts';

it('what a resource refers to needs no order of its own; all else keeps it', () => {
  const resources = {
    ByGetAtt: { Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }, DependsOn: ['Role'] },
    ByRef: { Properties: [{ Queue: { Ref: 'Queue' } }], DependsOn: ['Queue', 'Policy'] },
    ByText: { Properties: { Role: { 'Fn::GetAtt': 'Role.Arn' } }, DependsOn: 'Role' },
    Unrelated: { Properties: { Name: 'Role' }, DependsOn: 'Role' },
  };
  dropNeedlessOrder(resources);
  expect(resources).toEqual({
    ByGetAtt: { Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    ByRef: { Properties: [{ Queue: { Ref: 'Queue' } }], DependsOn: ['Policy'] },
    ByText: { Properties: { Role: { 'Fn::GetAtt': 'Role.Arn' } } },
    Unrelated: { Properties: { Name: 'Role' }, DependsOn: ['Role'] },
  });
});

it('an emulator is given what it can make, and what was left out is told', () => {
  const template = {
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus' },
      Rule: { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'Bus' } } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm' },
      Door: { Type: 'AWS::Lambda::Url', Condition: 'HasDoor' },
    },
    Conditions: { HasDoor: true },
    Outputs: { Url: { Value: { 'Fn::GetAtt': ['Door', 'Url'] } }, BusName: { Value: { Ref: 'Bus' } } },
  };
  const { text, left } = forMoto(JSON.stringify(template));
  expect(left).toEqual(['Alarm', 'Door']);
  expect(JSON.parse(text)).toEqual({
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus' },
      Rule: { Type: 'AWS::Events::Rule', Properties: { EventBusName: { 'Fn::GetAtt': ['Bus', 'Name'] } } },
    },
    Conditions: {},
    Outputs: { BusName: { Value: { 'Fn::GetAtt': ['Bus', 'Name'] } } },
  });
});
