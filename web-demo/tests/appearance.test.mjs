// How the page looks, and whether everybody can use it. Writes screenshots. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { card, choose, settled, shown } from './browser.mjs';
import { edit, file, onPage, sample, screenshots } from './on-page.mjs';

onPage("the README's picture can be taken", async (page) => {
  await page.locator('#sample').click();
  assert.equal((await shown(card(page))).length, 3);
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(screenshots, 'page.png'), fullPage: true });
}, { fragment: '' });

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
        // On a phone this is the sheet, over what is seen of the page.
        await page.screenshot({ path: join(screenshots, `editor-top-${device}-${colorScheme}.png`) });
      },
      { fragment: '', colorScheme, viewport: { width, height: 800 } },
    );
  }
}

onPage('with colours that the system chooses, what is pressed can be told from the rest', async (page) => {
  await choose(page, [sample, file('text.jpg', 'no photo')]);
  for (const each of await page.locator('.card').all()) await settled(each);
  const looks = await page.locator('.chip').evaluateAll((chips) =>
    chips.map((chip) => [chip.getAttribute('aria-pressed'), getComputedStyle(chip).backgroundColor]),
  );
  const color = (pressed) => looks.filter(([state]) => state === pressed).map(([, color]) => color);
  assert.equal(color('true').length, 1);
  assert.ok(!color('false').includes(color('true')[0]), JSON.stringify(looks));
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: join(screenshots, 'forced-colors.png'), fullPage: true });
}, { fragment: '', forcedColors: 'active' });

onPage('on a phone everything that is touched is large enough', async (page) => {
  await choose(page, [sample, file('text.jpg', 'no photo')]);
  for (const each of await page.locator('.card').all()) await settled(each);
  await edit(page, '[[outputs]]\nwidth = 200\n\n[[outputs]]\nwidth = 20\nkey = "small/{name}"');
  const small = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('button, a[href], select, input, summary, .check')]
        .filter((element) => element.checkVisibility() && element.closest('dialog')?.open !== false)
        // A check box is touched by its label.
        .filter((element) => element.type !== 'checkbox')
        .map((element) => [element.textContent.trim().slice(0, 30) || element.id || element.name, Math.round(element.getBoundingClientRect().height)])
        .filter(([, height]) => height < 44),
    );
  await settled(card(page));
  assert.deepEqual(await small(), []);
  await page.keyboard.press('Escape');
  await page.screenshot({ path: join(screenshots, 'touch.png'), fullPage: true });
  await page.locator('.compare').first().click();
  await page.locator('#compare-original[src]').waitFor();
  assert.deepEqual(await small(), []);
  await page.screenshot({ path: join(screenshots, 'touch-compare.png') });
}, { fragment: '', viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });

for (const [reducedMotion, runs] of [['reduce', 0], ['no-preference', 1]]) {
  onPage(`what takes long turns, but not for people who want less motion: ${reducedMotion}`, async (page) => {
    await choose(page, [sample]);
    await settled(card(page));
    const moving = await card(page).evaluate((element) => {
      element.classList.add('slow');
      return document.getAnimations().length;
    });
    assert.equal(moving, runs);
  }, { reducedMotion });
}
