// All thumbnails at once: as a ZIP archive, or into a folder where the browser has the File System Access API.
import { text } from './language.js';
import { downloadZip } from './vendor/client-zip.js';
import { withoutDirections } from './words.js';

const ARCHIVE = 'thumbnails.zip';

/** Sets the buttons up. `files()` gives what is there to be saved, `say` tells what came of it. */
export function startSaving({ zip, folder }, { files, say }) {
  const saving = (save) => async ({ currentTarget: button }) => {
    button.disabled = true;
    try {
      const saved = await save(unique(files()));
      if (saved !== undefined) say(saved);
    } catch (error) {
      // Whoever closes a dialog wants nothing saved.
      if (error.name !== 'AbortError') say(text.notSaved(error.message));
    } finally {
      button.disabled = false;
      button.focus();
    }
  };
  zip.addEventListener('click', saving(asArchive));
  folder.hidden = !('showDirectoryPicker' in window);
  folder.addEventListener('click', saving(intoFolder));
}

/** Streamed onto the disk where the browser lets a file be chosen, and else by way of a download. */
async function asArchive(named) {
  const archive = downloadZip(named.map(([name, file]) => ({ name, input: file, lastModified: new Date(file.lastModified) })));
  if ('showSaveFilePicker' in window) {
    const handle = await window.showSaveFilePicker({ suggestedName: ARCHIVE });
    await archive.body.pipeTo(await handle.createWritable());
    return text.savedIn(named.length, handle.name);
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await archive.blob());
  link.download = ARCHIVE;
  link.click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return undefined;
}

/** A file that is there already stays: the new one gets a number. */
async function intoFolder(named) {
  const folder = await window.showDirectoryPicker({ mode: 'readwrite' });
  for (const [name, file] of named) {
    const writable = await (await newFile(folder, name)).createWritable();
    await file.stream().pipeTo(writable);
  }
  return text.savedIn(named.length, folder.name || text.theFolder);
}

async function newFile(folder, name) {
  for (let number = 1; ; number++) {
    const tried = numbered(name, number);
    const isThere = await folder.getFileHandle(tried).then(
      () => true,
      ({ name }) => name !== 'NotFoundError',
    );
    if (!isThere) return folder.getFileHandle(tried, { create: true });
  }
}

/** The files with names that all systems take, of which no two are equal, also where capitals do not count. */
export function unique(files) {
  const taken = new Set();
  return files.map((file) => {
    const name = withoutDirections(file.name).replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_');
    let number = 1;
    while (taken.has(numbered(name, number).toLowerCase())) number++;
    const free = numbered(name, number);
    taken.add(free.toLowerCase());
    return [free, file];
  });
}

/** `a (2).jpg` */
function numbered(name, number) {
  return number === 1 ? name : name.replace(/(\.[^.]*)?$/, ` (${number})$1`);
}
