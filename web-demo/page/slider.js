// The original and a thumbnail, one over the other. A slider, which the keyboard moves too, says how much is seen of
// each; both are zoomed alike, and a stage that is too small scrolls.
import { loadRecipes } from './thumbox/index.js';
import { listenForHolding, listenForZoom } from './gestures.js';
import { text } from './language.js';
import { startTuning } from './tuning.js';

/** Fields that turn the picture away from how the browser shows it, or add to it. */
const CHANGES = ['orientation', 'flip', 'flop', 'rotate', 'extend', 'extend-with'];
/** Other fields that say what is seen, and how large. */
const SHOWN = ['width', 'height', 'scale', 'crop', 'fit', 'position', 'background'];

/**
 * Prepares the dialog. Returns the function that opens it with `{ file, output, url, recipe, back }`; `back()` takes the keyboard
 * back where what opened it is gone. `use(index, fields)` puts what was found into the recipe.
 */
export function startComparing(resizer, { use }) {
  const [dialog, stage, pictures, original, result, caption, split, zoom] = [
    'compare', 'compare-stage', 'compare-pictures', 'compare-original', 'compare-output', 'compare-left', 'split', 'zoom',
  ].map((id) => document.getElementById(id));
  let shown;
  let originalUrl;
  let tunedUrl;
  const tuning = startTuning(resizer, {
    use,
    show(output) {
      const url = URL.createObjectURL(output.file);
      // The picture before stays until this one is there.
      result.onload = () => {
        if (tunedUrl && tunedUrl !== url) URL.revokeObjectURL(tunedUrl);
        tunedUrl = url;
        if (!shown) return;
        shown.output = output;
        place();
      };
      result.src = url;
      describe(output);
    },
  });
  const describe = ({ width, height, format }) => {
    document.getElementById('compare-right').textContent = `${width} × ${height} ${format}`;
  };

  const place = () => {
    if (!shown) return;
    const { width, height } = shown.output;
    const fit = Math.min(stage.clientWidth / width, stage.clientHeight / height, 1);
    const scale = zoom.value === 'fit' ? fit : Number(zoom.value);
    pictures.style.width = `${width * scale}px`;
    pictures.style.height = `${height * scale}px`;
    pictures.style.setProperty('--split', `${split.value}%`);
    split.setAttribute('aria-valuetext', text.ofOriginal(split.value));
    pictures.classList.toggle('pixels', scale > 1);
  };
  split.addEventListener('input', place);
  zoom.addEventListener('change', place);
  window.addEventListener('resize', place);
  const zoomBy = (steps) => {
    const index = Math.min(Math.max(zoom.selectedIndex + steps, 0), zoom.options.length - 1);
    if (index === zoom.selectedIndex) return;
    zoom.selectedIndex = index;
    place();
  };
  listenForZoom(stage, zoomBy);
  listenForHolding(document.getElementById('hold'), (isHolding) => {
    pictures.style.setProperty('--split', `${isHolding ? 100 : split.value}%`);
  });
  document.getElementById('close-compare').addEventListener('click', () => dialog.close());

  let isHeld = false;
  const follow = ({ clientX }) => {
    const { left, width } = pictures.getBoundingClientRect();
    split.value = ((clientX - left) / width) * 100;
    place();
  };
  pictures.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') return; // A finger scrolls; the slider is below.
    event.preventDefault();
    isHeld = true;
    pictures.setPointerCapture(event.pointerId);
    follow(event);
  });
  pictures.addEventListener('pointermove', (event) => isHeld && follow(event));
  pictures.addEventListener('lostpointercapture', () => (isHeld = false));

  dialog.addEventListener('close', () => {
    // A decoded original is large.
    for (const image of [original, result]) image.removeAttribute('src');
    for (const url of [originalUrl, tunedUrl]) if (url) URL.revokeObjectURL(url);
    tuning.end();
    shown.stop.abort();
    // What opened it may have been made anew meanwhile. The button that closed it still counts then.
    const { activeElement } = document;
    if (activeElement === document.body || dialog.contains(activeElement)) shown.back();
    shown = originalUrl = tunedUrl = undefined;
  });

  return async ({ file, output, url, recipe, back }) => {
    const stop = new AbortController();
    const current = (shown = { output, stop, back });
    document.getElementById('compare-name').textContent = file.name;
    document.getElementById('compare-name').dir = 'auto';
    describe(output);
    caption.textContent = text.original;
    result.src = url;
    split.value = 50;
    dialog.showModal();
    place();
    tuning.begin({ file, output, recipe });
    stage.scrollTo((stage.scrollWidth - stage.clientWidth) / 2, (stage.scrollHeight - stage.clientHeight) / 2);

    try {
      const { fields: read } = (await loadRecipes()).read(recipe).recipe;
      const fields = read.outputs[output.index];
      const isChanged = CHANGES.some((name) => name in fields);
      const isWhole = !isChanged && (await isShownWhole(file, output));
      const blob = isWhole ? file : await enlarged(resizer, file, fields, read.limits, stop.signal);
      if (shown !== current) return;
      originalUrl = URL.createObjectURL(blob);
      original.src = originalUrl;
    } catch (error) {
      // The file may be gone from the disk by now.
      if (shown === current) caption.textContent = text.noOriginal(error.message);
    }
  };
}

/** Whether the browser can show the file, and nothing was cut off or added for the output. */
async function isShownWhole(file, { width, height }) {
  const image = new Image();
  const url = URL.createObjectURL(file);
  try {
    image.src = url;
    // Loading is enough for the size; decoding waits until it is shown.
    await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject }));
    const ratio = image.naturalWidth / image.naturalHeight;
    // As far as rounding of the smaller sides explains.
    return Math.abs(ratio - width / height) < (ratio + 1) / Math.min(width, height);
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The same part of the picture by the component, with twice the pixels and without loss. */
async function enlarged(resizer, file, fields, limits, signal) {
  const shown = Object.entries(fields).filter(([name]) => SHOWN.includes(name) || CHANGES.includes(name));
  const larger = { ...Object.fromEntries(shown), 'device-pixel-ratio': 2, format: 'png' };
  // Its pixels are those of the output, whatever the density.
  if (larger.extend) larger.extend = larger.extend.split(',').map((pixels) => 2 * pixels).join();
  const made = await resizer.resize(file, { output: larger, limits }, { signal });
  return made.outputs[0].file;
}
