import { BlockList, isIP } from 'node:net';
import { PatternError } from './pattern-error.ts';

/** A test for addresses inside a block such as `192.0.2.0/24` or `2001:db8::/32`. */
export const cidrTest = (operand: unknown, path: string): ((value: string) => boolean) => {
  const [address = '', bits = '', ...rest] = typeof operand === 'string' ? operand.split('/') : [];
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
    throw new PatternError(path, 'cidr takes an address and a number of bits: 192.0.2.0/24');
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (value) => isIP(value) === family && block.check(value, family === 4 ? 'ipv4' : 'ipv6');
};
