// What axe-core finds on a page.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds. It runs beside the page's own scripts, so that the content policy stays. */
export async function violations(page) {
  await page.evaluate(await readFile(axe, 'utf8'));
  // axe-core leaves out WCAG 2.2's size of targets unless it is asked for.
  const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
}
