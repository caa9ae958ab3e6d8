import { SaxesParser } from 'saxes';

/** An element of a document: its attributes, what it holds, and its text. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The root of an XML document; throws where it is not well formed. */
export const xmlTree = (text: string): Element => {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: attributes,
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  return root.children[0] ?? root;
};

/** What readers of JUnit files rely on, and is not so in this one. */
export const junitProblems = (text: string): readonly string[] => {
  const root = xmlTree(text);
  const problems: string[] = [];
  const need = (element: Element, names: readonly string[]): void => {
    for (const name of names)
      if (element.attributes[name] === undefined) problems.push(`${element.name} has no ${name}`);
  };
  const only = (element: Element, names: readonly string[]): void => {
    for (const child of element.children)
      if (!names.includes(child.name)) problems.push(`${element.name} holds ${child.name}`);
  };
  const counted = (element: Element, cases: readonly Element[]): void => {
    const failed = cases.filter(({ children }) => children.some(({ name }) => name === 'failure'));
    if (element.attributes['tests'] !== String(cases.length)) problems.push(`${element.name} tests`);
    if (element.attributes['failures'] !== String(failed.length)) problems.push(`${element.name} failures`);
  };
  if (root.name !== 'testsuites') problems.push(`the root is ${root.name}`);
  only(root, ['testsuite']);
  const casesOf = (suite: Element): readonly Element[] =>
    suite.children.filter(({ name }) => name === 'testcase');
  counted(root, root.children.flatMap(casesOf));
  for (const suite of root.children) {
    need(suite, ['name', 'tests', 'failures', 'errors', 'time']);
    only(suite, ['properties', 'testcase']);
    counted(suite, casesOf(suite));
    for (const one of casesOf(suite)) {
      need(one, ['name', 'classname', 'time']);
      only(one, ['failure']);
      for (const failure of one.children) need(failure, ['message']);
    }
  }
  return problems;
};
