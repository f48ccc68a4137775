// How the page looks, and whether everybody can use it. Writes screenshots. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { card, choose, settled, shown } from './browser.mjs';
import { edit, file, onPage, sample, screenshots } from './on-page.mjs';

onPage("the README's picture can be taken", async (page) => {
  await page.locator('#sample').click();
  assert.equal((await shown(card(page))).length, 3);
  await page.screenshot({ path: join(screenshots, 'page.png'), fullPage: true });
}, { fragment: '' });

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds. It runs beside the page's own scripts, so that the content policy stays. */
async function violations(page) {
  await page.evaluate(await readFile(axe, 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
}

const WIDTHS = { phone: 360, tablet: 768, desktop: 1280 };
for (const colorScheme of ['light', 'dark']) {
  for (const [device, width] of Object.entries(WIDTHS)) {
    onPage(
      `axe-core finds nothing, and nothing sticks out: ${device}, ${colorScheme}`,
      async (page) => {
        const fits = async () => {
          const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
          assert.ok(wide <= width, `the page is ${wide} wide`);
        };
        const picture = (what) => page.screenshot({ path: join(screenshots, `${what}-${device}-${colorScheme}.png`), fullPage: true });
        assert.deepEqual(await violations(page), []);
        await fits();
        await picture('empty');
        await choose(page, [sample, file('photo.heic', '\0\0\0\x24ftypheic\0\0\0\0mif1heic'), file(`${'long'.repeat(30)}.jpg`, '')]);
        for (const each of await page.locator('.card').all()) await settled(each);
        assert.deepEqual(await violations(page), []);
        await fits();
        await page.screenshot({ path: join(screenshots, `top-${device}-${colorScheme}.png`) });
        await picture('cards');
        await page.locator('.compare').last().click();
        await page.locator('#compare-original[src]').waitFor();
        await page.locator('#compare-original').evaluate((image) => image.decode());
        assert.deepEqual(await violations(page), []);
        await page.screenshot({ path: join(screenshots, `compare-${device}-${colorScheme}.png`) });
        await page.keyboard.press('Escape');
        await edit(page, '[[outputs]]\nwidth = 200\n\n[[outputs]]\nwidth = 0\nkey = "small/{name}"');
        assert.deepEqual(await violations(page), []);
        await fits();
        await picture('editor');
      },
      { fragment: '', colorScheme, viewport: { width, height: 800 } },
    );
  }
}
