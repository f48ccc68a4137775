// Where photos come from: the choosers, the clipboard, a drop anywhere on the page, and the sample.

const SAMPLE = 'HappyFace.jpg';

/** Calls `onFiles` with the files, whichever way they come. */
export function listenForFiles(onFiles) {
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
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    document.body.classList.add('dragging');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) document.body.classList.remove('dragging');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dragging');
    onFiles([...(event.dataTransfer?.files ?? [])]);
  });
  document.getElementById('sample').addEventListener('click', async () => onFiles([await sample()]));
}

/** The sample picture, which lies beside the page. Empty where it cannot be had, which its card then says. */
async function sample() {
  try {
    const response = await fetch(SAMPLE);
    if (!response.ok) throw new Error(`the server answers with status ${response.status}`);
    return new File([await response.blob()], SAMPLE, { type: 'image/jpeg' });
  } catch (error) {
    return Object.assign(new File([], SAMPLE), { missing: `${SAMPLE} could not be read: ${error.message}` });
  }
}
