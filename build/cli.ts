import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { plugins } from './plugins.ts';

// The bundle of the CLI, that bin/ami-warden.js takes as long as nothing that went into it is newer: without it every command reads
// some six hundred modules, and the whole of EC2's client, which alone is 50 MB of memory.
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.cache/cli');

/** The sandbox stays as it is: it speaks all of EC2, and what it takes of the client the other commands would carry along. */
const sandboxApart: Plugin = {
  name: 'sandbox-apart',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/sandbox\/run\.ts$/ }, ({ path, resolveDir }) => ({
      path: relative(folder, join(resolveDir, path)),
      external: true,
    }));
  },
};

/** Files that stand beside a module are looked for where its source is. */
const ownAddress: Plugin = {
  name: 'own-address',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const address = `new URL(${JSON.stringify(relative(folder, path))}, import.meta.url)`;
      return { contents: text.replaceAll('import.meta.url', address), loader: 'ts' };
    });
  },
};

/** An import of these makes Node read every member of them, its WebSocket with all of undici among them; require() does not. */
const httpRequired: Plugin = {
  name: 'http-required',
  setup(builder) {
    builder.onResolve({ filter: /^(node:)?https?$/ }, ({ path, namespace }) =>
      namespace === 'required' ? { path, external: true } : { path, namespace: 'required' },
    );
    builder.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

const started = Date.now();
const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['bin/main.ts'],
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  // CommonJS packages (commander, yaml) call it.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  // A laptop's credentials may come from anywhere: a profile, a single sign-on, another program.
  plugins: [
    sandboxApart,
    httpRequired,
    ownAddress,
    ...plugins.filter(({ name }) => name !== 'environment-credentials'),
  ],
  logLevel: 'warning',
});

rmSync(folder, { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
// Packages change with the lock file only.
const sources = Object.keys(metafile.inputs).filter((path) => /^(bin|build|lib)\//.test(path));
const made = [...sources, 'package-lock.json'];
// What was written while this was being built is newer than what was read.
const isStale = made.some((path) => statSync(join(root, path)).mtimeMs >= started);
if (!isStale)
  writeFileSync(join(folder, 'sources.json'), JSON.stringify({ builtAt: started, sources: made }));
