// The page's languages. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { violations } from './axe.mjs';
import { card, choose, shown } from './browser.mjs';
import { onPage, picture, sample, screenshots } from './on-page.mjs';

const PAGE = pathToFileURL(`${process.env.THUMBOX_PAGE}/`);
const { chosen, LANGUAGES } = await import(new URL('language.js', PAGE));
const strings = async (language) => (await import(new URL(`strings/${language}.js`, PAGE))).default;
const english = await strings('en');

/** A string's kind: of a function its number of parameters, of a group its names. */
function shape(value) {
  if (typeof value === 'function') return `function of ${value.length}`;
  return typeof value === 'object' ? Object.entries(value).map(([name, inner]) => `${name}: ${shape(inner)}`) : typeof value;
}

test('each language has all strings', async () => {
  const files = await readdir(new URL('strings/', PAGE));
  assert.deepEqual(files.sort(), LANGUAGES.map((language) => `${language}.js`).sort());
  for (const language of LANGUAGES) {
    const translated = await strings(language);
    assert.deepEqual(Object.keys(translated), Object.keys(english), language);
    for (const [name, value] of Object.entries(english)) assert.deepEqual(shape(translated[name]), shape(value), `${language}: ${name}`);
  }
});

test('what people read first is chosen, whatever its region, and else English', () => {
  assert.equal(chosen(['fr-FR', 'ko-KR', 'de']), 'ko');
  assert.equal(chosen(['de-AT', 'en']), 'de');
  assert.equal(chosen(['fr', 'ja']), 'en');
  assert.equal(chosen([]), 'en');
});

/** What looks so, and is a selector, a class, a key, a name of an error or of a file, or a part of what the package says. */
const NOT_SAID = /^[.#[(]|^button small|^(Enter|Files|AbortError|NotFoundError|CloudError|Code|Message)$|^HappyFace|^WebP$|^ThumbHash|^, any/;

test("the page's scripts have no sentences of their own", async () => {
  const found = [];
  const scripts = (await readdir(PAGE)).filter((name) => name.endsWith('.js'));
  for (const name of scripts) {
    const code = (await readFile(new URL(name, PAGE), 'utf8')).replace(/\/\*[^]*?\*\/|(?<![:'"`\\/])\/\/.*/g, '');
    for (const [, , literal] of code.matchAll(/(['"`])((?:\\.|(?!\1)[^\n])*)\1/g)) {
      const words = literal.replace(/\$\{[^}]*\}/g, ' ');
      // A word with a capital, or three words.
      const isSaid = /^[A-Z][a-z]+|[a-z,;:.]+ [a-z]+ /.test(words) && !NOT_SAID.test(words);
      if (isSaid) found.push(`${name}: ${literal}`);
    }
  }
  assert.deepEqual(found, []);
});

onPage('index.html and the English strings say the same', async (page) => {
  const pairs = await page.evaluate(async () => {
    const response = await fetch('index.html');
    const raw = new DOMParser().parseFromString(await response.text(), 'text/html');
    const all = (selector) => [raw, ...[...raw.querySelectorAll('template')].map(({ content }) => content)].flatMap((root) => [...root.querySelectorAll(selector)]);
    const marked = (element) => {
      const copy = element.cloneNode(true);
      for (const strong of copy.querySelectorAll('strong')) strong.replaceWith(`*${strong.textContent}*`);
      return copy.textContent;
    };
    const attributes = { label: 'aria-label', alt: 'alt', placeholder: 'placeholder', content: 'content' };
    return [
      ...all('[data-text]').map((element) => [element.dataset.text, marked(element)]),
      ...Object.entries(attributes).flatMap(([name, attribute]) =>
        all(`[data-${name}]`).map((element) => [element.dataset[name], element.getAttribute(attribute)]),
      ),
    ];
  });
  assert.ok(pairs.length > 70, `${pairs.length}`);
  for (const [name, said] of pairs) assert.equal(said, english[name], name);
});

const SAYS = {
  de: { title: /die Cloud speichern wird/, card: 'Fertig', bytes: / kB$/, decimal: /\d,\d/ },
  ko: { title: /클라우드에 저장될/, card: '완료', bytes: / kB$/, decimal: /\d\.\d/ },
};
for (const [language, said] of Object.entries(SAYS)) {
  onPage(
    `a browser that reads ${language} gets the page in it, and nothing in English`,
    async (page) => {
      const translated = await strings(language);
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      assert.match(await page.title(), said.title);
      await choose(page, sample);
      await shown(card(page));
      assert.equal(await page.locator('.card .state').textContent(), said.card);
      await page.locator('.compare').click();
      await page.locator('#compare-original[src]').waitFor();
      await page.keyboard.press('Escape');
      await choose(page, picture('2.png', 1500, 900));
      await shown(card(page, '2.png'));
      assert.match(await page.locator('#totals').textContent(), said.decimal);
      // The parts of the page that are there in English, of which none is equal in the language.
      const differing = Object.entries(english).filter(([name, value]) => typeof value === 'string' && value !== translated[name]);
      const texts = differing.flatMap(([, value]) => value.split('*').map((part) => part.trim())).filter(Boolean);
      const left = await page.evaluate((texts) => {
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const { currentNode: node } = walker;
          const saidBy = node.nodeType === Node.TEXT_NODE ? [node.textContent] : ['aria-label', 'title', 'alt', 'placeholder'].map((name) => node.getAttribute(name) ?? '');
          found.push(...saidBy.map((text) => text.trim()).filter((text) => texts.includes(text)));
        }
        return found;
      }, texts);
      assert.deepEqual(left, []);
      assert.deepEqual(await violations(page), []);
      assert.ok((await page.evaluate(() => document.scrollingElement.scrollWidth)) <= 360);
      if (screenshots) await page.screenshot({ path: join(screenshots, `page-${language}.png`), fullPage: true });
    },
    { locale: { de: 'de-AT', ko: 'ko-KR' }[language], viewport: { width: 360, height: 800 } },
  );
}
