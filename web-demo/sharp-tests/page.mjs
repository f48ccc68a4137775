// Writes docs/sharp-compatibility.md of compatibility.mjs to standard output. Run by `cargo xtask node --sharp`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beyond, members } from './compatibility.mjs';
import { TOLERANCES } from './outcomes.mjs';

const entry = createRequire(import.meta.url).resolve('sharp');
const { version } = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8'));

const OUTCOMES = ['offered', 'ignored with a note', 'throws', 'absent'];

/** A call as the test makes it, without what all of them have. */
function callOf({ chain, call, value }) {
  const text = String(chain ?? call ?? value ?? '');
  const [, body = ''] = /=>\s*([^]*)$/.exec(text) ?? [];
  return /^sharp[(.]/.test(body) && body.length < 110 && !body.includes('\n') ? `\`${body.replaceAll('|', '\\|')}\`` : '';
}

const rows = Object.entries(members).map(([name, entries]) => {
  const lines = Object.entries(entries).map(([member, each]) => `| \`${member}\` | ${each.outcome} | ${each.note} | ${callOf(each)} |`);
  return `## ${name}\n\n| member | outcome | | tested with |\n|---|---|---|---|\n${lines.join('\n')}\n`;
});

const counts = OUTCOMES.map((outcome) => {
  const all = Object.values(members).flatMap((entries) => Object.values(entries));
  return `| ${outcome} | ${all.filter((each) => each.outcome === outcome).length} |`;
});

const tolerances = Object.entries(TOLERANCES).map(([format, least]) => `${format} ${least}`).join(', ');

process.stdout.write(`# Compatibility with sharp

Written by \`cargo xtask node --sharp\` from the types that sharp ${version} ships (\`dist/index.d.mts\`): what becomes of each member in
\`@thumbox/sharp\`. A guide is [from-sharp.md](from-sharp.md).

| outcome | members |
|---|---:|
${counts.join('\n')}

* **offered**: a test runs the same call on both, and compares format, size and metadata, which have to be equal, and pixels, by their
  PSNR: at least these decibels where nothing else is said, ${tolerances}. Two lossy files of one picture are not nearer than that.
* **ignored with a note**: the call is taken, has no effect, and the process is warned once. The test compares the outputs likewise.
* **throws**: the call throws at once, or where only the file shows it, its promise rejects.
* **absent**: a fact that is never told.

A test fails where sharp's types have a member that is not in this list. Another one compares the sizes of random chains of resize,
extract, extend, rotate, flip and flop: all are sharp's.

${rows.join('\n')}
## Not reached

| interface | |
|---|---|
${Object.entries(beyond).map(([name, why]) => `| \`${name}\` | ${why} |`).join('\n')}
`);
