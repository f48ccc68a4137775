// Folders that are dropped, by the File and Directory Entries API, which all browsers have for drops.

/** How many photos a drop may bring: each of them gets a card. */
const MOST_PHOTOS = 5000;

/** The endings of what the component reads, of which systems do not know all as images. */
const ENDINGS = /\.(jpe?g|jpe|jfif|png|webp|gif|avifs?|hei[cf]|hif|jxl|tiff?|bmp|ico|pam|pbm|pgm|pnm|ppm|ps[bd]|qoi|tga)$/i;

/** What macOS writes beside each file on disks of other systems: attributes, under the file's name (AppleDouble). */
const ATTRIBUTES = /^\._/;

/** What a drop brings: `{ files, folders }`. To be called while the event is handled; afterwards it is empty. */
export function dropped(transfer) {
  const files = [];
  const folders = [];
  for (const item of transfer?.items ?? []) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    if (entry?.isDirectory) folders.push(entry);
    else files.push(item.getAsFile());
  }
  return { files: files.filter(Boolean), folders };
}

/**
 * The photos in folders and in the folders inside: `{ photos, others, unreadable, isCut }`. `others` is the number of files
 * that are no images, `unreadable` that of files and folders that could not be read; `isCut` says that there were too many.
 */
export async function photosIn(folders) {
  const found = { photos: [], others: 0, unreadable: 0, isCut: false };
  const open = [...folders];
  while (open.length > 0 && !found.isCut) {
    const entry = open.pop();
    try {
      if (entry.isDirectory) {
        const inside = await entriesOf(entry);
        inside.sort((one, other) => (one.name < other.name ? 1 : -1));
        open.push(...inside);
      } else {
        take(await new Promise((resolve, reject) => entry.file(resolve, reject)), found);
      }
    } catch {
      found.unreadable++;
    }
  }
  return found;
}

function take(file, found) {
  const isPhoto = !ATTRIBUTES.test(file.name) && (file.type.startsWith('image/') || ENDINGS.test(file.name));
  if (!isPhoto) found.others++;
  else if (found.photos.length === MOST_PHOTOS) found.isCut = true;
  else found.photos.push(file);
}

/** A browser hands out some of them at a time, and none at the end. */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
