import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inlineSchemaConstants } from '../../../build/inline-schemas.ts';
import { load } from './load.ts';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const clients = Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));

interface Compared {
  count: number;
  readonly seen: Set<unknown>;
  readonly differences: string[];
}

/** Compares deeply, through the functions by which schemas name each other. */
const compare = (one: unknown, other: unknown, path: string, compared: Compared): void => {
  if (typeof one !== typeof other) {
    compared.differences.push(path);
  } else if (typeof one === 'function' && typeof other === 'function') {
    if (one.prototype === undefined)
      compare((one as () => unknown)(), (other as () => unknown)(), `${path}()`, compared);
    else if (one.name !== other.name) compared.differences.push(path);
  } else if (typeof one === 'object' && one !== null && typeof other === 'object' && other !== null) {
    if (compared.seen.has(one)) return;
    compared.seen.add(one);
    compared.count += Array.isArray(one) && typeof one[0] === 'number' ? 1 : 0;
    const keys = Object.keys(one);
    if (keys.join() !== Object.keys(other).join()) compared.differences.push(path);
    for (const key of keys) {
      compare(
        (one as Record<string, unknown>)[key],
        (other as Record<string, unknown>)[key],
        `${path}.${key}`,
        compared,
      );
    }
  } else if (!Object.is(one, other)) {
    compared.differences.push(path);
  }
};

describe('the inlined schemas', () => {
  it('are compared for every client that the project depends on', () => {
    expect(clients.length).toBeGreaterThanOrEqual(10);
  });

  it.each(clients)('of %s equal the original ones', async (client) => {
    const file = `${process.cwd()}/node_modules/${client}/dist-es/schemas/schemas_0.js`;
    const source = readFileSync(file, 'utf8');
    const inlined = inlineSchemaConstants(source, file);
    expect(inlined).not.toMatch(/\[_\w+\]:/);
    const compared: Compared = { count: 0, seen: new Set(), differences: [] };
    compare({ ...(await load(file, source)) }, { ...(await load(file, inlined)) }, client, compared);
    expect(compared.differences).toEqual([]);
    const exported = source.match(/^export var \w+\$ = \[/gm)?.length ?? 0;
    expect(exported).toBeGreaterThan(20);
    expect(compared.count).toBeGreaterThanOrEqual(exported);
  });

  it('would not equal them if a constant were put in wrongly', async () => {
    const file = `${process.cwd()}/node_modules/@aws-sdk/client-sts/dist-es/schemas/schemas_0.js`;
    const source = readFileSync(file, 'utf8');
    const wrong = inlineSchemaConstants(
      source.replace('const _AKI = "AccessKeyId"', 'const _AKI = "AccessKey"'),
      file,
    );
    const compared: Compared = { count: 0, seen: new Set(), differences: [] };
    compare({ ...(await load(file, source)) }, { ...(await load(file, wrong)) }, 'sts', compared);
    expect(compared.differences).not.toEqual([]);
  });
});

describe('inlineSchemaConstants', () => {
  it('writes constants where they are used, and leaves strings and longer names alone', () => {
    const source = [
      'const _a = "arn";',
      'const _b = "is _a";',
      'export var x = [_a, { [_b]: `_a` }, _a_registry, y._a];',
    ];
    expect(inlineSchemaConstants(source.join('\n'), 'x.js').trim()).toBe(
      'export var x = ["arn", { ["is _a"]: `_a` }, _a_registry, y._a];',
    );
  });

  it('refuses a file in which it finds none', () => {
    expect(() => inlineSchemaConstants('export var x = [];', 'x.js')).toThrow(/x\.js.*generator/);
  });
});
