// The page: photos come, the recipe changes, and every photo gets a card with its thumbnails.
//
// What uploads (cloud.js) is loaded only where `<meta name="thumbox-api">` names a signer. On static hosting there is none,
// and nothing is asked of a server that is not there. It hears of cards that are complete by `thumbox-made` (card.js).
import heic from './thumbox-heic/index.js';
import { createResizer, loadRecipes } from './thumbox/index.js';
import { Card } from './card.js';
import { startComparing } from './slider.js';
import { startEditor } from './editor.js';
import { listenForFiles } from './files.js';
import { text, translate } from './language.js';
import { keepCodec, startOffline, takeShared } from './offline.js';
import { startOverview } from './overview.js';

translate(document);
// One Worker stays: the page works without a network, from which another one would come.
const resizer = createResizer({ keepWorkers: 1, codecs: { heic } });
const status = document.getElementById('status');
const announce = (said) => (status.textContent = said);
const tell = (said) => (document.getElementById('found').textContent = said);
const cards = new Set();
const context = {
  resizer,
  keepCodec,
  compare: startComparing(resizer, { use: (index, changes) => editor.change(index, changes) }),
  ...startOverview(cards, { remove, add, announce, tell }),
};
let editor;

function add(files) {
  if (files.length === 0) return;
  // Photos that come are seen.
  context.forget();
  context.showAll();
  const list = document.getElementById('cards');
  const added = files.map((file) => new Card(file, context, { onRemove: remove, onAgain: make }));
  // The last ones on top, where they are seen.
  list.prepend(...added.map(({ element }) => element));
  for (const card of added) {
    cards.add(card);
    make(card);
  }
}

function remove(card) {
  const { element } = card;
  const hadFocus = element.contains(document.activeElement);
  cards.delete(card);
  // The line with the filter is there for several.
  if (cards.size < 2) context.showAll();
  // Looked for only then: it makes the browser lay the page out, for each of 2,000 cards that are removed.
  const next = hadFocus ? (seen(element, 'nextElementSibling') ?? seen(element, 'previousElementSibling')) : undefined;
  card.dispose();
  context.changed();
  // The keyboard goes on from the next card.
  if (hadFocus) (next?.querySelector('.remove') ?? document.getElementById(cards.size < 2 ? 'file' : 'filter')).focus();
}

/** The next card in a direction that the filter shows. */
function seen(element, direction) {
  let next = element[direction];
  while (next && !next.checkVisibility()) next = next[direction];
  return next;
}

function make(card) {
  const { text, bucket, folder, recipes } = editor.recipe;
  card.make(text, { bucket, folder, command: (name) => recipes.commandLine(name, text) });
}

try {
  const recipes = await loadRecipes();
  editor = startEditor(recipes, () => [...cards].forEach(make));
  if (document.querySelector('meta[name="thumbox-api"]')) {
    const { startCloud } = await import('./cloud.js');
    startCloud(document, { recipes, resizer, announce, changed: context.changed });
  }
  listenForFiles(add, tell);
  const { photos, isLost } = await takeShared();
  add(photos);
  if (isLost) tell(text.notShared);
  document.body.dataset.state = 'ready';
  // The first photo should not wait for the component.
  await resizer.ready();
  await startOffline();
} catch (error) {
  // The card of a photo tells the same, as far as the page got.
  announce(error.message);
  status.classList.remove('spoken');
  document.body.dataset.state = 'error';
}
