// What the types that sharp ships declare.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder node_modules with TypeScript. */
const { THUMBOX_TYPESCRIPT } = process.env;

/** The interfaces in the types beside sharp's `dist/index.mjs`: names of members by names of interfaces. */
export async function interfacesOf(entry) {
  const ts = createRequire(join(THUMBOX_TYPESCRIPT, 'typescript/package.json'))('typescript');
  const path = join(dirname(entry), 'index.d.mts');
  const source = ts.createSourceFile(path, await readFile(path, 'utf8'), ts.ScriptTarget.Latest);
  const found = new Map();
  for (const node of source.statements) {
    if (!ts.isInterfaceDeclaration(node)) continue;
    const names = node.members.filter(({ name }) => name).map(({ name }) => name.text);
    found.set(node.name.text, [...new Set([...(found.get(node.name.text) ?? []), ...names])]);
  }
  return found;
}
