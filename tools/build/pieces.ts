import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, type Plugin, transform } from 'esbuild';

/**
 * Makes of a bundle several files: what is imported by `import()` is loaded when it is first used, from `folder` beside the bundle.
 *
 * @param entry The file that the bundle begins with.
 */
export function inPieces(options: BuildOptions, entry: string, folder: string): BuildOptions {
  return {
    ...options,
    format: 'esm',
    splitting: true,
    chunkNames: `${folder}/[name]-[hash]`,
    outExtension: { '.js': '.cjs' },
    sourcemap: options.sourcemap === false ? false : 'inline',
    write: false,
    plugins: [oneCommonFile(entry), commonJs(options)],
  };
}

/**
 * esbuild makes a file of what any two pieces have in common, and of what any three have: the bundle would begin with a dozen
 * small files. Here every piece says that it needs all that the bundle begins with, which is loaded by then, so that this
 * is one file.
 */
function oneCommonFile(entry: string): Plugin {
  return {
    name: 'oneCommonFile',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ kind, path: request, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const found = await build.resolve(request, { kind: 'import-statement', resolveDir });
        // No path of this machine, so that files are called the same wherever they are built.
        const file = path.relative('.', found.path).replaceAll('\\', '/');
        return { ...found, path: file, namespace: 'piece' };
      });
      build.onLoad({ filter: /./, namespace: 'piece' }, ({ path: file }) => ({
        contents: `import './${entry}';\nexport * from './${file}';`,
        resolveDir: '.',
      }));
    },
  };
}

/** Makes CommonJS of the pieces, which VS Code loads without a detour; esbuild splits only ES modules. */
function commonJs({ minify = false, sourcemap, target = 'esnext' }: BuildOptions): Plugin {
  return {
    name: 'commonJs',
    setup(build) {
      build.onEnd(async ({ outputFiles = [] }) => {
        const written = outputFiles.map(async ({ path: file, text }) => {
          const { code } = await transform(text, {
            format: 'cjs',
            platform: 'node',
            target,
            minify,
            sourcefile: file,
            sourcemap: sourcemap === false ? false : 'inline',
            // As ES modules the pieces would not get VS Code's own `vscode`.
            supported: { 'dynamic-import': false },
          });
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, code);
        });
        await Promise.all(written);
      });
    },
  };
}
