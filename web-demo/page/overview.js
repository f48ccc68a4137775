// All photos in one line: how many are made, and what they save.
import { grouped, size } from './words.js';

const element = (id) => document.getElementById(id);

/** Sets the line up. Returns the function to call when something about a card has changed. */
export function startOverview(cards, remove) {
  let isDue = false;

  const show = () => {
    isDue = false;
    const all = [...cards];
    const count = (...states) => all.filter(({ element }) => states.includes(element.dataset.state)).length;
    const busy = count('waiting', 'working');
    const parts = [
      [count('ready'), 'ready'],
      [busy, 'to go'],
      [count('error'), 'refused'],
      [count('cancelled'), 'cancelled'],
    ].filter(([number]) => number > 0);
    const photos = all.length === 1 ? '1 photo' : `${grouped(all.length)} photos`;
    // One card says it itself.
    element('overview').hidden = all.length < 2;
    element('counts').textContent = `${photos}: ${parts.map(([number, what]) => `${grouped(number)} ${what}`).join(', ')}`;
    const jobs = all.map(({ job }) => job).filter(Boolean);
    const before = jobs.reduce((sum, { file }) => sum + file.size, 0);
    const after = jobs.flatMap(({ outputs }) => outputs).reduce((sum, { bytes }) => sum + bytes, 0);
    element('totals').textContent = jobs.length > 0 ? `${size(before)} of photos, ${size(after)} of thumbnails` : '';
    element('cancel-all').hidden = busy === 0;
  };

  element('cancel-all').addEventListener('click', () => {
    cards.forEach((card) => card.cancel());
    // This button goes away, and the keyboard should not lose its place.
    element('remove-all').focus();
  });
  element('remove-all').addEventListener('click', () => {
    cards.forEach(remove);
    element('file').focus();
  });
  // 200 photos change many times between two frames.
  return () => {
    if (!isDue) requestAnimationFrame(show);
    isDue = true;
  };
}
