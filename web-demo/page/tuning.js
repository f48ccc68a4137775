// In the comparison: quality, format and width of the output, which is made anew while they change, with its bytes and its
// distance from the same picture without loss. What was found goes into the recipe.
import { loadRecipes } from './thumbox/index.js';
import { resized } from './box.js';
import { psnr } from './difference.js';
import { text } from './language.js';
import { saving, size as inUnits, withTenths } from './words.js';

/** How long a slider must rest before a picture is made, in milliseconds. */
const PAUSE = 120;
/** What makes the picture, whatever it is encoded as. */
const GEOMETRY = [
  'width', 'height', 'aspect-ratio', 'scale', 'device-pixel-ratio', 'fit', 'position', 'orientation', 'flip', 'flop', 'rotate', 'crop',
  'enlarge', 'shrink', 'extend', 'extend-with', 'background', 'filter', 'linear', 'sharpen', 'grayscale',
];
/** Fields that belong to some formats only. */
const FORMATS_OF = {
  progressive: ['jpeg'],
  'chroma-subsampling': ['jpeg'],
  tables: ['jpeg'],
  lossless: ['webp'],
  effort: ['jpeg', 'png', 'webp'],
  palette: ['png'],
  depth: ['png'],
  colors: ['png', 'gif'],
  dither: ['png', 'gif'],
};
/** The widest that an output may be, in pixels (`max-side` of recipes). */
const WIDEST = 16_384;
/** Formats that have a quality; a WebP without loss has none. */
const hasQuality = (format) => !['png', 'gif'].includes(format);

const element = (id) => document.getElementById(id);

/**
 * Sets the controls up. Returns `begin({ file, output, recipe })` for the dialog that opens, and `end()`. `show(file)` is
 * called with each picture that is made; `use(index, changes)` puts fields of an output into the recipe.
 */
export function startTuning(resizer, { show, use }) {
  const [quality, format, width, figures, take] = ['tune-quality', 'tune-format', 'tune-width', 'tune-figures', 'tune-use'].map(element);
  /**
   * What is compared: the file, the output's place, its fields and its size, the limits, and the work on it; `byScore` is what the
   * recipe says of quality, as long as a score decides it.
   */
  let current;
  let pause;

  /** The fields that are set, and as undefined those that go. */
  const changes = () => {
    const { fields, made, size } = current;
    const chosen = format.value === 'auto' ? undefined : format.value;
    const isLossless = fields.lossless && (chosen ?? made) === 'webp';
    const foreign = Object.keys(FORMATS_OF).filter((name) => chosen && name in fields && !FORMATS_OF[name].includes(chosen));
    return {
      ...Object.fromEntries(foreign.map((name) => [name, undefined])),
      format: chosen,
      quality: hasQuality(chosen ?? made) && !isLossless ? (current.byScore ?? Number(quality.value)) : undefined,
      ...(width.value.trim() === String(size.width) ? {} : resized(fields, size, Number(width.value))),
    };
  };

  function wanted() {
    clearTimeout(pause);
    const mistake = mistakeIn(width.value);
    width.setAttribute('aria-invalid', String(mistake !== ''));
    take.disabled = mistake !== '';
    if (mistake) {
      current.work?.abort();
      figures.textContent = mistake;
      return;
    }
    showQuality(quality.value);
    pause = setTimeout(make, PAUSE);
  }

  function showQuality(number) {
    if (number !== undefined) quality.value = number;
    quality.disabled = changes().quality === undefined;
    quality.setAttribute('aria-valuetext', text.ofQuality(quality.value));
    element('tune-number').textContent = quality.disabled ? '–' : quality.value;
  }

  async function make() {
    const tuned = current;
    tuned.work?.abort();
    tuned.work = new AbortController();
    const { signal } = tuned.work;
    try {
      const output = { ...tuned.fields, ...changes() };
      const { outputs } = await resizer.resize(tuned.file, { output, limits: tuned.limits }, { signal });
      if (current !== tuned) return;
      tuned.made = outputs[0].format;
      if (tuned.byScore) showQuality(outputs[0].quality);
      show(outputs[0]);
      await tell(outputs[0], tuned, signal);
    } catch (error) {
      if (current === tuned && !signal.aborted) figures.textContent = error.message;
    }
  }

  async function tell(output, tuned, signal) {
    const { bytes, width, height } = output;
    const quality = output.quality === undefined ? '' : `, ${text.ofQuality(output.quality)}`;
    const said = `${output.format}${quality}, ${inUnits(bytes)}, ${saving(bytes, tuned.file.size)}`;
    figures.textContent = output.score === undefined ? said : `${said}, ${text.ofScore(withTenths(output.score))}`;
    if (output.score !== undefined) return;
    const lossless = await withoutLoss(tuned, { width, height }, signal);
    const decibels = await psnr(output.file, lossless);
    if (current !== tuned || signal.aborted) return;
    figures.textContent = decibels === Infinity ? `${said}, ${text.withoutLoss}` : `${said}, PSNR ${withTenths(decibels)} dB`;
  }

  /** The same picture as a PNG, made once for each size. */
  async function withoutLoss(tuned, { width, height }, signal) {
    const name = `${width}x${height}`;
    if (tuned.reference?.name === name) return tuned.reference.file;
    const kept = Object.entries({ ...tuned.fields, ...changes() }).filter(([name]) => GEOMETRY.includes(name));
    const output = { ...Object.fromEntries(kept), format: 'png' };
    const { outputs } = await resizer.resize(tuned.file, { output, limits: tuned.limits }, { signal });
    tuned.reference = { name, file: outputs[0].file };
    return tuned.reference.file;
  }

  quality.addEventListener('input', () => {
    current.byScore = undefined;
    wanted();
  });
  format.addEventListener('change', wanted);
  width.addEventListener('input', wanted);
  take.addEventListener('click', () => {
    use(current.index, changes());
    // The button hands the keyboard on.
    element('close-compare').focus();
    take.disabled = true;
  });

  return {
    async begin({ file, output, recipe }) {
      const { width: wide, height: high } = output;
      const own = (current = { file, index: output.index, made: output.format, size: { width: wide, height: high }, fields: {} });
      take.disabled = true;
      width.value = wide;
      width.setAttribute('aria-invalid', 'false');
      const { fields } = (await loadRecipes()).read(recipe).recipe;
      if (current !== own) return;
      // Where it goes is not tuned.
      const { key, bucket, include, exclude, tags, ...others } = fields.outputs[output.index];
      Object.assign(own, { fields: others, limits: fields.limits });
      format.value = others.format ?? 'auto';
      own.byScore = typeof others.quality === 'string' ? others.quality : undefined;
      showQuality(output.quality ?? 80);
      own.work = new AbortController();
      await tell(output, own, own.work.signal).catch(() => {});
    },
    end() {
      clearTimeout(pause);
      current?.work?.abort();
      current = undefined;
      figures.textContent = '';
    },
  };
}

function mistakeIn(width) {
  const given = width.trim();
  return /^\d+$/.test(given) && given >= 1 && given <= WIDEST ? '' : text.notAWidth(given, WIDEST);
}
