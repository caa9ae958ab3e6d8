import { readYaml } from './read-yaml.ts';
import { locate, type Located, type SourceFile } from './source-file.ts';

/** The tests of a good policy's files as written, with their places, in the order of the compiled policy's `tests`. */
export const locateTests = (files: readonly SourceFile[]): readonly Located[] =>
  files.flatMap((file) => {
    const { root } = readYaml(file);
    const tests = root === null ? null : locate(root, ['tests']);
    return [...(tests?.parts.values() ?? [])];
  });
