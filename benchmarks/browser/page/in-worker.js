// A library in a Worker of its own, as its manual advises. Its file has `start`, as the files beside this one.
export async function startInWorker(name) {
  const worker = new Worker(new URL(`${name}-worker.js`, import.meta.url), { type: 'module' });
  const answer = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.error ? reject(data.error) : resolve(data));
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  await answer();
  return (file, side) => {
    const made = answer();
    worker.postMessage({ file, side });
    return made;
  };
}

/** In the Worker: `preview` takes a file and the side of a box, and gives a Blob. */
export function answerWith(preview) {
  onmessage = async ({ data: { file, side } }) => {
    try {
      postMessage(await preview(file, side));
    } catch (error) {
      postMessage({ error: String(error?.stack ?? error) });
    }
  };
  postMessage('ready');
}
