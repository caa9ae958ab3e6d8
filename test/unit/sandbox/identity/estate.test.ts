import { describe, expect, it } from 'vitest';
import { generateEstate } from '../../../../lib/sandbox/organization/generate.ts';
import { SandboxOrganization } from '../../../../lib/sandbox/organization/organization.ts';
import { spreadImages } from '../../../../lib/sandbox/organization/spread-images.ts';

describe('a generated estate', () => {
  it('is the example unless told otherwise', () => {
    const estate = generateEstate();
    expect(estate.accounts.map(({ account }) => account)).toEqual([
      '111122223333',
      '999988887777',
      '222233334444',
      '333344445555',
      '555566667777',
      '666677778888',
      '123456789012',
    ]);
    expect(estate.regions).toEqual(['us-east-1', 'eu-west-1', 'us-west-2']);
  });

  it('grows: as many accounts and regions as asked for, each id once, the outsiders left outside', () => {
    const { accounts, regions } = generateEstate({ accounts: 3000, regions: 17, seed: 5 });
    const ids = new Set<string>(accounts.map(({ account }) => account));
    expect(ids.size).toBe(3001);
    expect(regions).toHaveLength(17);
    expect(
      ['444455556666', '777788889999', '012345678901', '888877776666'].filter((id) => ids.has(id)),
    ).toEqual([]);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(generateEstate({ accounts: 20, seed: 5 })).toEqual(generateEstate({ accounts: 20, seed: 5 }));
    expect(generateEstate({ accounts: 20, seed: 5 })).not.toEqual(generateEstate({ accounts: 20, seed: 6 }));
  });

  it('keeps an account to watch and the hub when cut down, and refuses less', () => {
    const names = generateEstate({ accounts: 2, regions: 1 }).accounts.map(({ name }) => name);
    expect(names).toEqual(['golden-pipeline', 'security', 'management']);
    expect(() => generateEstate({ accounts: 1 })).toThrow(
      'an estate has at least 2 accounts: one to watch, and the hub',
    );
    expect(() => generateEstate({ regions: 18 })).toThrow('an estate has 1 to 17 regions');
  });
});

describe('generated images', () => {
  const organization = new SandboxOrganization(generateEstate({ accounts: 2, regions: 2 }));

  it('go to the first account and region', () => {
    expect(spreadImages(organization, 500, false)).toEqual([
      { account: '111122223333', region: 'us-east-1', count: 500 },
    ]);
    expect(spreadImages(organization, 0, false)).toEqual([]);
  });

  it('or everywhere, none of them lost', () => {
    const shares = spreadImages(organization, 8, true);
    expect(shares.map(({ account, region, count }) => [account, region, count])).toEqual([
      ['111122223333', 'us-east-1', 2],
      ['111122223333', 'eu-west-1', 2],
      ['999988887777', 'us-east-1', 1],
      ['999988887777', 'eu-west-1', 1],
      ['123456789012', 'us-east-1', 1],
      ['123456789012', 'eu-west-1', 1],
    ]);
  });
});

describe('an organisation', () => {
  const organization = new SandboxOrganization(generateEstate());

  it('knows what an account belongs to, in a foreign one too', () => {
    expect(organization.membership('222233334444')).toEqual({
      organization: 'o-exampleorg1',
      organizationArn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
      unitArns: [
        'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001',
        'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-workl001',
      ],
    });
    expect(organization.membership('888877776666')).toEqual({
      organization: 'o-partner1234',
      organizationArn: 'arn:aws:organizations::888877776666:organization/o-partner1234',
      unitArns: [],
    });
    expect(organization.membership('012345678901')).toBeNull();
  });
});
