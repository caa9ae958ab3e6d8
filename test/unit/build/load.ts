import { build } from 'esbuild';

/** What the module of a file exports when its source is `contents`. */
export const load = async (file: string, contents: string): Promise<Readonly<Record<string, unknown>>> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: file.slice(0, file.lastIndexOf('/')), loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return (await import(`data:text/javascript;base64,${source}`)) as Readonly<Record<string, unknown>>;
};
