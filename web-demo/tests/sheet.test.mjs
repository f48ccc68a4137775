// The editor on a phone: a sheet over the page. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { violations } from './axe.mjs';
import { card, choose, settled } from './browser.mjs';
import { edit, madeAnew, onPage, sample } from './on-page.mjs';

const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
const isOpen = (page) => page.locator('#sheet').evaluate((sheet) => sheet.open);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
/** The top of a card in the page, whichever way it is scrolled. */
const place = (card) => card.evaluate((element) => element.getBoundingClientRect().top + scrollY);

onPage('on a phone the editor opens over the page, which stays as it is', async (page) => {
  await choose(page, sample);
  await settled(card(page));
  const before = await place(card(page));
  await page.locator('#editor summary').tap();
  assert.equal(await isOpen(page), true);
  const { y, height } = await page.locator('#sheet').boundingBox();
  assert.ok(y >= 0.25 * 800 - 1 && Math.abs(y + height - 800) <= 1, `from ${y}, ${height} high`);
  assert.equal(await place(card(page)), before);
  assert.deepEqual(await violations(page), []);
  // All of it can be reached, by scrolling the sheet.
  await page.locator('#link').scrollIntoViewIfNeeded();
  assert.ok((await page.locator('#link').boundingBox()).y < 800);
  await edit(page, '[[outputs]]\nwidth = 200');
  await madeAnew(card(page), 200);
}, PHONE);

onPage('Escape, Close and the page beside it close the sheet, and the focus goes back', async (page) => {
  const closing = {
    Escape: () => page.keyboard.press('Escape'),
    Close: () => page.locator('#sheet').getByRole('button', { name: 'Close' }).tap(),
    beside: () => page.touchscreen.tap(200, 40),
  };
  for (const [name, close] of Object.entries(closing)) {
    await page.locator('#editor summary').focus();
    await page.keyboard.press('Enter');
    assert.equal(await isOpen(page), true, name);
    assert.equal(await page.evaluate(() => document.querySelector('#sheet').contains(document.activeElement)), true, name);
    await close();
    assert.equal(await isOpen(page), false, name);
    assert.equal(await focused(page), 'summary', name);
  }
}, PHONE);

onPage('the keyboard stays in the sheet', async (page) => {
  await page.locator('#editor summary').tap();
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    // Between the end and the beginning the browser's own controls have the focus.
    const isInside = await page.evaluate(() => document.activeElement === document.body || document.querySelector('#sheet').contains(document.activeElement));
    assert.ok(isInside, await focused(page));
  }
}, PHONE);

onPage('a mistake is shown in the sheet, and a phone that is turned keeps the editor open', async (page) => {
  await edit(page, '[[outputs]]\nwidth = 0');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show the mistake' }).tap();
  assert.equal(await isOpen(page), true);
  assert.equal(await focused(page), 'text');
  await page.setViewportSize({ width: 800, height: 390 });
  await page.locator('#editor[open] #text').waitFor();
  assert.equal(await isOpen(page), false);
  assert.equal(await focused(page), 'text');
  await page.setViewportSize({ width: 390, height: 800 });
  await page.locator('#sheet[open] #text').waitFor();
  assert.equal(await focused(page), 'text');
}, PHONE);

onPage('with more room the editor is a part of the page', async (page) => {
  await page.locator('#editor summary').click();
  assert.equal(await isOpen(page), false);
  assert.equal(await page.locator('#editor[open] #text').isVisible(), true);
});
