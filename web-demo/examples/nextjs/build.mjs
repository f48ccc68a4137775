// The same page with both bundlers of Next.js: node build.mjs. Each writes into dist/ and its name.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
rmSync('dist', { recursive: true, force: true });
for (const bundler of ['turbopack', 'webpack']) {
  const env = { ...process.env, NEXT_DIST: `dist/${bundler}`, NEXT_TELEMETRY_DISABLED: '1' };
  execFileSync(process.execPath, [next, 'build', `--${bundler}`], { env, stdio: 'inherit' });
}
