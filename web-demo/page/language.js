// The page's language: the first one that the browser's user reads and strings/ has, else English.
import english from './strings/en.js';

/** Those of strings/, by their codes in BCP 47. */
export const LANGUAGES = ['en', 'de', 'ko'];

/** The first of `wanted` that is there, whatever its region: `de-AT` is `de`. */
export function chosen(wanted) {
  const codes = wanted.map((tag) => tag.toLowerCase().split('-')[0]);
  return codes.find((code) => LANGUAGES.includes(code)) ?? LANGUAGES[0];
}

export const language = chosen(globalThis.navigator?.languages ?? []);

/** What the page says: strings/en.js has the names. */
export const text = language === 'en' ? english : (await import(`./strings/${language}.js`)).default;

/** Attributes that are said, and the data-* attributes that name their strings. */
const ATTRIBUTES = { label: 'aria-label', alt: 'alt', placeholder: 'placeholder', content: 'content' };

/**
 * Says a document, or the content of a template, in the page's language: `data-text` names the string of an element's text,
 * `data-label` that of its label for screen readers, and so on. In English it says so already.
 */
export function translate(root) {
  if (language === 'en') return;
  if (root.documentElement) root.documentElement.lang = language;
  for (const template of root.querySelectorAll('template')) translate(template.content);
  for (const element of root.querySelectorAll('[data-text]')) element.replaceChildren(...emphasised(text[element.dataset.text]));
  for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
    for (const element of root.querySelectorAll(`[data-${name}]`)) element.setAttribute(attribute, text[element.dataset[name]]);
  }
}

/** Text, with what is between two `*` as `<strong>`. */
function emphasised(string) {
  return string.split('*').map((part, index) => {
    if (index % 2 === 0) return part;
    return Object.assign(document.createElement('strong'), { textContent: part });
  });
}
