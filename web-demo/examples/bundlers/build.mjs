// The same page with four bundlers: node build.mjs. Each writes into dist/ and its name.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { importMetaAssets } from '@web/rollup-plugin-import-meta-assets';
import esbuild from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';

const folder = (name) => new URL(`dist/${name}/`, import.meta.url).pathname;

async function page(name) {
  await mkdir(folder(name), { recursive: true });
  await copyFile('index.html', `${folder(name)}index.html`);
}

/** It leaves addresses as they are, so the package's files are copied beside the bundle. */
async function withEsbuild() {
  await esbuild.build({ entryPoints: ['main.js'], bundle: true, format: 'esm', splitting: true, minify: true, outdir: folder('esbuild') });
  const files = ['worker.js', 'resizer.core.wasm', 'avif.core.wasm', 'jxl.core.wasm', 'recipes_bg.wasm'].map((name) => ['thumbox', name]);
  for (const [owner, name] of [...files, ['@thumbox/heic', 'heic.core.wasm']]) {
    await copyFile(`node_modules/${owner}/${name}`, `${folder('esbuild')}${name}`);
  }
}

async function withRollup() {
  const bundle = await rollup({ input: 'main.js', plugins: [nodeResolve(), importMetaAssets()] });
  await bundle.write({ dir: folder('rollup'), format: 'esm' });
  await bundle.close();
}

async function withWebpack() {
  const compiler = webpack({
    mode: 'production',
    entry: './main.js',
    output: { path: folder('webpack'), filename: 'main.js', publicPath: 'auto' },
    performance: false,
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString({ all: false, errors: true, warnings: true }));
}

await rm('dist', { recursive: true, force: true });
await Promise.all([
  page('esbuild').then(withEsbuild),
  page('rollup').then(withRollup),
  page('webpack').then(withWebpack),
  vite({ logLevel: 'warn' }),
]);
