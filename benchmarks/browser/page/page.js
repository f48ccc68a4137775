// Loads the library that the address names, and shows the thumbnail of the photo that is chosen.
const SIDE = 256;

const { library } = Object.fromEntries(new URLSearchParams(location.search));
try {
  const { start } = await import(`./${library}.js`);
  // A function from a file and the side of a box to the thumbnail's Blob.
  const preview = await start();
  document.getElementById('file').onchange = ({ target }) => show(preview, target.files[0]).catch(complain);
  document.body.dataset.state = 'ready';
} catch (error) {
  complain(error);
}

async function show(preview, file) {
  const watch = watchPauses();
  const start = performance.now();
  const blob = await preview(file, SIDE);
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  document.body.append(image);
  await frame();
  const ms = performance.now() - start;
  globalThis.result = { ms, pause: watch(), bytes: blob.size, width: image.naturalWidth, height: image.naturalHeight };
  document.body.dataset.state = 'shown';
}

const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Measures the longest time in which the page could not have answered, until the function returned is called. */
function watchPauses() {
  let [last, longest, goesOn] = [performance.now(), 0, true];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (goesOn) setTimeout(() => port2.postMessage(0), 4);
  };
  port2.postMessage(0);
  return () => {
    goesOn = false;
    return Math.max(longest, performance.now() - last);
  };
}

function complain(error) {
  document.getElementById('problem').textContent = String(error?.stack ?? error);
}
