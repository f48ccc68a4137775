// All photos in one line: how many are made, what they save, and which of them are shown.
import { text } from './language.js';
import { startSaving } from './save.js';
import { grouped, size } from './words.js';

const element = (id) => document.getElementById(id);

/**
 * Sets the line up. Returns `changed`, to call when something about a card has changed, `say`, which has something read out
 * that concerns one photo, `forget`, which ends the offer to bring photos back, and `showAll`, which ends the filter. Of many
 * photos, one sentence is read out when all are made.
 */
export function startOverview(cards, { remove, add, announce, tell }) {
  let isDue = false;
  /** What is to be said of photos, until none is worked on. */
  let said = [];

  const show = () => {
    isDue = false;
    const all = [...cards];
    const count = (...states) => all.filter(({ element }) => states.includes(element.dataset.state)).length;
    const busy = count('waiting', 'working');
    const parts = [
      [count('ready'), text.counts.ready],
      [busy, text.counts.busy],
      [count('error'), text.counts.error],
      [count('cancelled'), text.counts.cancelled],
    ].filter(([number]) => number > 0);
    const summary = `${text.photoCount(all.length, grouped(all.length))}: ${parts.map(([number, what]) => `${grouped(number)} ${what}`).join(', ')}`;
    if (busy === 0 && said.length > 0) {
      announce(said.length === 1 ? said[0] : summary);
      said = [];
    }
    // With no photos yet it is large.
    element('drop').classList.toggle('alone', all.length === 0);
    // One card says it itself.
    element('overview').hidden = all.length < 2;
    element('counts').textContent = summary;
    const jobs = all.map(({ job }) => job).filter(Boolean);
    const before = jobs.reduce((sum, { file }) => sum + file.size, 0);
    const after = jobs.flatMap(({ outputs }) => outputs).reduce((sum, { bytes }) => sum + bytes, 0);
    element('totals').textContent = jobs.length > 0 ? text.totals(size(before), size(after)) : '';
    const isLost = busy === 0 && document.activeElement === element('cancel-all');
    element('cancel-all').hidden = busy === 0;
    if (isLost) element('remove-all').focus();
    tellIfNone(all);
    const hasOutputs = jobs.some(({ outputs }) => outputs.length > 0);
    for (const id of ['save-zip', 'save-folder']) element(id).classList.toggle('off', !hasOutputs);
  };

  /** Says so where the filter leaves no photo. One that it takes away hands the keyboard on. */
  const tellIfNone = (all) => {
    const { value } = element('filter');
    const isNone = value !== 'all' && !all.some(({ element }) => element.checkVisibility());
    element('none').textContent = isNone ? text.noneShown[value] : '';
    if (document.activeElement.closest('.card')?.checkVisibility() === false) element('filter').focus();
  };

  element('cancel-all').addEventListener('click', () => cards.forEach((card) => card.cancel()));
  startSaving(
    { zip: element('save-zip'), folder: element('save-folder') },
    { files: () => [...cards].flatMap(({ job }) => job?.outputs ?? []).map(({ file }) => file), say: tell },
  );
  const filter = () => {
    element('cards').dataset.filter = element('filter').value;
    changed();
  };
  element('filter').addEventListener('change', filter);
  const showAll = () => {
    element('filter').value = 'all';
    filter();
  };
  element('compact').addEventListener('change', ({ target }) => element('cards').classList.toggle('compact', target.checked));

  let removed = [];
  element('remove-all').addEventListener('click', () => {
    const byElement = new Map([...cards].map((card) => [card.element, card]));
    removed = [...element('cards').children].map((each) => byElement.get(each).file);
    cards.forEach(remove);
    const photos = text.photoCount(removed.length, grouped(removed.length));
    element('undo').querySelector('span').textContent = text.removed(photos);
    element('undo').hidden = false;
    element('undo').querySelector('button').focus();
  });
  element('undo').querySelector('button').addEventListener('click', () => {
    add(removed);
    element('file').focus();
  });
  const forget = () => {
    removed = [];
    element('undo').hidden = true;
  };
  // 200 photos change many times between two frames.
  const changed = () => {
    if (!isDue) requestAnimationFrame(show);
    isDue = true;
  };
  const say = (sentence) => {
    said.push(sentence);
    changed();
  };
  return { changed, say, forget, showAll };
}
