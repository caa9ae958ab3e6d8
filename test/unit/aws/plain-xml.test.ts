import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import * as ec2 from '@aws-sdk/client-ec2';
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainXml } from '../../../lib/aws/plain-xml.ts';
import { ec2Service } from '../../../lib/sandbox/ec2/service.ts';
import { createWorld } from '../../../lib/sandbox/ec2/world.ts';
import { answerOutput } from '../../../lib/sandbox/wire/answer.ts';
import { operationShape } from '../../../lib/sandbox/wire/shape.ts';
import { anyShape } from '../sandbox/wire/any-shape.ts';

const sdk = new XmlShapeDeserializer({
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: false,
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15',
  serviceNamespace: 'com.amazonaws.ec2',
});

const plain = new PlainXml((schema, text) => sdk.readSchema(schema, text) as unknown);

const service = ec2Service(
  createWorld({
    clock: { now: () => new Date('2026-11-02T08:00:00Z'), after: () => null },
    seed: 1,
    membership: () => null,
  }),
);

const shapeOf = (operation: string) => {
  const shape = operationShape(service, operation);
  if (shape === null) throw new Error(`EC2 has no ${operation}`);
  return shape;
};

const OUTPUTS = Object.keys(service.operations).filter((name) => shapeOf(name).output !== null);

describe('an answer of EC2 in plain XML', () => {
  it.each(OUTPUTS)('%s is read as the SDK reads it', (name) => {
    const shape = shapeOf(name);
    if (shape.output === null) throw new Error('listed with an output');
    const { output } = shape;
    fc.assert(
      fc.property(anyShape(output), (wanted) => {
        const { body } = answerOutput(service, shape, wanted, '11111111-2222-4333-8444-555555555555');
        const bytes = Buffer.from(body);
        const read = plain.read(output, bytes);
        expect(read).toEqual(wanted);
        expect(read).toEqual(sdk.read(output, bytes));
      }),
      { numRuns: 4 },
    );
  });
});

const IMAGES = NormalizedSchema.of(ec2.DescribeImages$[5]);
const xml = (content: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${content}</DescribeImagesResponse>`,
  );

describe('what is still plain', () => {
  it.each([
    ['nothing at all', '', {}],
    ['an empty list', '<imagesSet/>', { Images: [] }],
    ['an empty list, written out', '<imagesSet></imagesSet>', { Images: [] }],
    ['an empty item', '<imagesSet><item/></imagesSet>', { Images: [{}] }],
    ['an empty text', '<nextToken/>', { NextToken: '' }],
    [
      'lines and indents',
      '\n  <imagesSet>\n    <item>\n\t<imageId>ami-1</imageId>\r\n</item>\n  </imagesSet>\n',
      { Images: [{ ImageId: 'ami-1' }] },
    ],
    [
      'members that the schema does not know, whatever they hold',
      '<requestId>1</requestId><new><item><imageId>ami-2</imageId></item><none/></new><nextToken>t</nextToken>',
      { NextToken: 't' },
    ],
    [
      'the five entities, and characters by number',
      '<nextToken>a &lt;&amp;&gt; &quot;b&apos; &#233;&#xE9;</nextToken>',
      { NextToken: `a <&> "b' éé` },
    ],
    ['white space that is text', '<nextToken> </nextToken>', { NextToken: ' ' }],
    ['a line break that is none', '<nextToken> \n </nextToken>', { NextToken: '' }],
    [
      'texts of one length, one after the other',
      '<imagesSet><item><name>é1</name></item><item><name>a12</name></item><item><name>a13</name></item></imagesSet>',
      { Images: [{ Name: 'é1' }, { Name: 'a12' }, { Name: 'a13' }] },
    ],
    [
      'members in an order of their own',
      '<imagesSet><item><name>a</name><isPublic>true</isPublic></item><item><isPublic>false</isPublic><name>b</name></item></imagesSet>',
      {
        Images: [
          { Name: 'a', Public: true },
          { Name: 'b', Public: false },
        ],
      },
    ],
  ])('%s', (_, content, expected) => {
    const bytes = xml(content);
    expect(plain.read(IMAGES, bytes)).toEqual(expected);
    expect(sdk.read(IMAGES, bytes)).toEqual(expected);
  });
});

describe('what is left to the SDK', () => {
  it.each([
    ['a comment', '<imagesSet><!-- none --></imagesSet>'],
    ['character data', '<nextToken><![CDATA[a<b]]></nextToken>'],
    ['attributes', '<nextToken xsi:nil="true">t</nextToken>'],
    ['an entity that nobody knows', '<nextToken>a&nbsp;b</nextToken>'],
    ['a lone ampersand', '<nextToken>a & b</nextToken>'],
    ['a carriage return in a text', '<nextToken>a\r\nb</nextToken>'],
    ['text beside elements', '<imagesSet>text<item><imageId>ami-1</imageId></item></imagesSet>'],
    ['a space beside elements', '<imagesSet> <item><imageId>ami-1</imageId></item></imagesSet>'],
    ['a member that comes twice', '<nextToken>a</nextToken><nextToken>b</nextToken>'],
    ['an element where a text belongs', '<nextToken><a>1</a></nextToken>'],
    ['a closing tag of another name', '<imagesSet></imagesBet>'],
    ['a closing tag that is missing', '<imagesSet><item>'],
    ['an instruction', '<?php ?><nextToken>t</nextToken>'],
  ])('%s', (_, content) => {
    expect(plain.read(IMAGES, xml(content))).toBeNull();
  });

  it.each([
    ['no bytes', ''],
    ['JSON', '{"imagesSet":[]}'],
    ['a declaration without an end', '<?xml version="1.0"'],
    ['a root without content', '<DescribeImagesResponse/>'],
    ['a bracket in an attribute', '<DescribeImagesResponse a="b>c"></DescribeImagesResponse>'],
    ['an answer that was cut off', '<DescribeImagesResponse><imagesSet><item><imageId>ami-'],
  ])('%s', (_, text) => {
    expect(plain.read(IMAGES, Buffer.from(text))).toBeNull();
  });
});
