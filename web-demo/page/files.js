// Where photos come from: the choosers, the clipboard, a drop anywhere on the page, and the sample.

import { dropped, photosIn } from './folders.js';
import { text } from './language.js';
import { grouped } from './words.js';

const SAMPLE = 'HappyFace.jpg';

/** Calls `onFiles` with the files, whichever way they come, and `say` with what is worth knowing of a folder. */
export function listenForFiles(onFiles, say) {
  for (const id of ['file', 'camera']) {
    const field = document.getElementById(id);
    field.addEventListener('change', () => {
      onFiles([...field.files]);
      // Lets the same file be chosen again, for it may have changed on the disk.
      field.value = '';
    });
  }
  document.addEventListener('paste', ({ clipboardData }) => onFiles([...(clipboardData?.files ?? [])]));
  document.addEventListener('dragover', (event) => {
    if (!isTaken(event)) return;
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    document.body.classList.toggle('dragging', hasFiles(event));
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) document.body.classList.remove('dragging');
  });
  document.addEventListener('drop', async (event) => {
    if (!isTaken(event)) return;
    event.preventDefault();
    document.body.classList.remove('dragging');
    const { files, folders } = dropped(event.dataTransfer);
    onFiles(files);
    say('');
    if (folders.length === 0) return;
    const found = await photosIn(folders);
    onFiles(found.photos);
    say(inWords(found));
  });
  document.getElementById('sample').addEventListener('click', async () => onFiles([await sample()]));
}

const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files') ?? false;

/** Text that is dragged into a field is the field's; a link that is dropped elsewhere would leave the page. */
const isTaken = (event) => hasFiles(event) || !event.target.closest?.('input, textarea');

/** `4 photos in the folder; 2 other files were left out` */
function inWords({ photos, others, unreadable, isCut }) {
  const parts = [text.inDropped(photos.length, grouped(photos.length))];
  if (others > 0) parts.push(text.othersLeftOut(others, grouped(others)));
  if (unreadable > 0) parts.push(text.unreadable(unreadable, grouped(unreadable)));
  if (isCut) parts.push(text.tooMany);
  return parts.join('; ');
}

/** The sample picture, which lies beside the page. Empty where it cannot be had, which its card then says. */
async function sample() {
  try {
    const response = await fetch(SAMPLE);
    if (!response.ok) throw new Error(text.serverStatus(response.status));
    return new File([await response.blob()], SAMPLE, { type: 'image/jpeg' });
  } catch (error) {
    return Object.assign(new File([], SAMPLE), { missing: text.notRead(SAMPLE, error.message) });
  }
}
