import fc from 'fast-check';

/** Where a value stands in a JSON value: names of members and indexes of lists. */
type Path = readonly (string | number)[];

const pathsIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((name) => {
    const here = [...path, Array.isArray(value) ? Number(name) : name];
    return [here, ...pathsIn((value as Record<string, unknown>)[name], here)];
  });
};

const parentOf = (root: unknown, path: Path): Record<string, unknown> =>
  path.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[String(name)], root) as Record<
    string,
    unknown
  >;

/** Makes an own member even of the name `__proto__`, as JSON.parse does. */
const put = (target: Record<string, unknown>, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
};

const ODD_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'items', 'item', 'content', ''];

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, 1e21, 0.5, true, false, 'true', '__proto__', 'constructor'),
  fc.constantFrom<unknown>([], {}, [null], [[]], { items: null }, { item: '' }, { content: null }, { items: { item: [1] } }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** One change to a JSON value at `path`: dropped, given an odd value, wrapped in a list or renamed. */
export type Mutation =
  | { readonly kind: 'drop'; readonly path: Path }
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'wrap'; readonly path: Path }
  | { readonly kind: 'rename'; readonly path: Path; readonly name: string };

/** Mutations of this value, at any place in it that `allowed` lets through. */
export const mutationsOf = (value: unknown, allowed: (path: Path) => boolean = () => true): fc.Arbitrary<Mutation> => {
  const path = fc.constantFrom(...pathsIn(value).filter(allowed));
  return fc.oneof(
    fc.record({ kind: fc.constant('drop' as const), path }),
    fc.record({ kind: fc.constant('set' as const), path, value: oddValue }),
    fc.record({ kind: fc.constant('wrap' as const), path }),
    fc.record({ kind: fc.constant('rename' as const), path, name: fc.constantFrom(...ODD_NAMES) }),
  );
};

/** A copy of the value with the mutations done one after the other; those whose place is gone by then do nothing. */
export const mutate = (value: unknown, mutations: readonly Mutation[]): unknown => {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  for (const mutation of mutations) {
    if (hasPath(copy, mutation.path)) apply(copy, mutation);
  }
  return copy;
};

const hasPath = (root: unknown, path: Path): boolean => {
  let at: unknown = root;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Record<string, unknown>)[String(name)];
  }
  return true;
};

const apply = (root: unknown, mutation: Mutation): void => {
  const parent = parentOf(root, mutation.path);
  const name = String(mutation.path.at(-1));
  const old = parent[name];
  switch (mutation.kind) {
    case 'drop':
      Reflect.deleteProperty(parent, name);
      return;
    case 'set':
      put(parent, name, mutation.value);
      return;
    case 'wrap':
      put(parent, name, [old]);
      return;
    case 'rename':
      Reflect.deleteProperty(parent, name);
      put(parent, mutation.name, old);
      return;
  }
};
