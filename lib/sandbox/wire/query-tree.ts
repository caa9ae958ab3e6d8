/** The parameters of a Query request as a tree: `Filter.1.Name=x` is Filter -> 1 -> Name with the value x. */
export interface QueryNode {
  value: string | null;
  readonly children: Map<string, QueryNode>;
}

const emptyNode = (): QueryNode => ({ value: null, children: new Map() });

/** The tree of these parameters; of one that is given twice the last counts. */
export const queryTree = (parameters: URLSearchParams): QueryNode => {
  const root = emptyNode();
  for (const [name, value] of parameters) {
    let node = root;
    for (const part of name.split('.')) {
      const child = node.children.get(part) ?? emptyNode();
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return root;
};

/** The numbered children, in the order of their numbers (which need not begin at 1 nor be without gaps). */
export const numbered = (node: QueryNode): readonly (readonly [string, QueryNode])[] =>
  [...node.children].filter(([name]) => /^\d+$/.test(name)).sort(([a], [b]) => Number(a) - Number(b));
