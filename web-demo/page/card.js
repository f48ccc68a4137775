// One photo on the page: what it is, and each output of the recipe as it is made.
//
// `card.job` is what others need of it, an upload for one: `{ file, bucket, key, recipe, outputs, isFor }`, with the
// outputs of `thumbox`. It is there once all outputs are made, and undefined before that and after an error.
// Then `thumbox-made` is dispatched on the card's element, and bubbles; `event.detail` is the card. The empty
// `<div class="upload">` at the card's end is theirs: `card.slot`.
import { text } from './language.js';
import { inWords } from './warnings.js';
import { base64, grouped, isolated, saving, size, sizes, withIsolatedParts, withoutDirections, withTenths } from './words.js';

/** After how long a card says that it is worked on, in milliseconds. What takes less needs no word. */
const PATIENCE = 500;
/** What the codecs decode. */
const FORMATS = { avif: 'AVIF', heic: 'HEIC', jxl: 'JPEG XL' };

export class Card {
  job;
  #urls = [];
  #abort;
  #context;
  /** Which button of which output had the focus, until that output is made anew. */
  #focused;

  /**
   * `context` is `{ resizer, compare, keepCodec, say, changed }`; `keepCodec(name)` is called once a codec has decoded the file,
   * `onRemove` when the card is to go, `onAgain` when it is to be made once more.
   */
  constructor(file, context, { onRemove, onAgain }) {
    this.file = file;
    this.#context = context;
    this.element = document.getElementById('card').content.firstElementChild.cloneNode(true);
    this.slot = this.#find('.upload');
    this.#write('.name', file.name);
    this.#find('.name').dir = 'auto';
    this.element.setAttribute('aria-label', file.name);
    this.#write('.about', size(file.size));
    for (const button of this.element.querySelectorAll('.card-head button')) {
      button.setAttribute('aria-label', text.buttonOf(button.textContent, isolated(file.name)));
    }
    this.#find('.cancel').onclick = () => this.cancel();
    // For all photos, as the recipe is one for all.
    this.#find('.rest').onclick = () => document.getElementById('tolerant').click();
    this.#find('.again').onclick = () => onAgain(this);
    this.#find('.remove').onclick = () => onRemove(this);
    this.#show('waiting', text.waiting);
  }

  /** Makes the outputs of a recipe. What is shown stays until the first new one is there. */
  async make(recipe, { bucket, folder, command }) {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.job = undefined;
    this.slot.replaceChildren();
    this.#setBusy(true);
    this.#show('waiting', text.waiting);
    const key = folder + this.file.name;
    const options = { bucket, key, signal: abort.signal };
    const patience = setTimeout(() => this.element.classList.add('slow'), PATIENCE);
    let isFirst = true;
    try {
      if (this.file.missing) throw Object.assign(new Error(this.file.missing), { kind: 'unreadable' });
      options.onProgress = (progress) => {
        if (abort.signal.aborted) return;
        if (isFirst) this.#begin(progress, command(this.file.name));
        isFirst = false;
        if (progress.output) this.#add(progress.output, recipe);
        this.#show('working', progress.loading ? loadingInWords(progress.loading) : text.made(progress.made, progress.total));
      };
      const result = await this.#context.resizer.resize(this.file, recipe, options);
      this.#finish(result, { bucket, key, recipe });
    } catch (error) {
      // Of a card that makes something else by now, nothing is said.
      if (this.#abort !== abort) return;
      if (abort.signal.aborted) this.#show('cancelled', text.cancelled);
      else this.#fail(error);
    } finally {
      clearTimeout(patience);
      if (this.#abort === abort) {
        this.element.classList.remove('slow');
        this.#setBusy(false);
      }
    }
  }

  /** Ends the work on it. */
  cancel() {
    this.#abort?.abort();
  }

  /** Gives up all that the browser keeps for it. */
  dispose() {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#forgetOutputs();
    this.job = undefined;
    this.element.remove();
  }

  /** Whether one of the pictures shown has this digest. */
  shows(sha256) {
    return this.job?.outputs.some((output) => output.sha256 === sha256) ?? false;
  }

  /** Says where the pictures shown will be stored, or are: `{ place, title, isStored }` in the order of the job's outputs. */
  showPlaces(places) {
    this.job.outputs.forEach(({ index }, at) => {
      const figure = this.#find(`.output[data-index="${index}"]`);
      const { place, title = '', isStored = false } = places[at];
      figure.querySelector('.key').replaceChildren(...withIsolatedParts(place));
      figure.querySelector('.key').title = title;
      figure.querySelector('.where').textContent = isStored ? text.storedAt : text.willBeStored;
    });
  }

  /**
   * Says where an upload's thumbnails are stored, `{ bucket, key, sha256, state }`, of the pictures that are the same. `state` is
   * that of what was found there, or `waiting`.
   */
  showStored(thumbnails) {
    if (!this.job) return;
    this.showPlaces(
      this.job.outputs.map(({ sha256 }) => {
        const stored = thumbnails.find((thumbnail) => thumbnail.sha256 === sha256);
        if (!stored) return { place: text.otherStored, isStored: true };
        const { bucket, key, state } = stored;
        if (state === 'waiting' || state === 'identical') return { place: `s3://${bucket}/${key}`, isStored: state === 'identical' };
        return { place: state === 'differs' ? text.differentStored : text.notStored, isStored: true };
      }),
    );
  }

  #begin({ info, indexes }, command) {
    this.#forgetOutputs();
    this.#find('.warnings').replaceChildren();
    this.#write('.remark', '');
    this.#find('.command').replaceChildren(...withIsolatedParts(command));
    this.#find('.terminal').hidden = false;
    if (info) {
      const { width, height, format } = info;
      this.#write('.about', `${grouped(width)} × ${grouped(height)} ${format.toUpperCase()} · ${size(this.file.size)}`);
    }
    // Places in the recipe's order, whichever is made first.
    const places = indexes.map((index) => {
      const place = document.createElement('div');
      place.className = 'place';
      place.dataset.index = index;
      return place;
    });
    this.#find('.outputs').replaceChildren(...places);
  }

  #add(output, recipe) {
    const figure = document.getElementById('output').content.firstElementChild.cloneNode(true);
    const write = (selector, said) => (figure.querySelector(selector).textContent = said);
    figure.dataset.index = output.index;
    // Without it, all of the caption would be the name, with 64 digits in it.
    figure.setAttribute('aria-label', `${output.width} × ${output.height} ${output.format}, ${size(output.bytes)}`);
    const url = URL.createObjectURL(output.file);
    this.#urls.push(url);
    const image = figure.querySelector('img');
    image.width = output.width;
    image.height = output.height;
    image.alt = text.inPixels(isolated(this.file.name), output.width, output.height);
    image.src = url;
    write('.dimensions', `${grouped(output.width)} × ${grouped(output.height)}`);
    write('.format', formatInWords(output));
    write('.count', size(output.bytes));
    figure.querySelector('.count').value = output.bytes;
    figure.querySelector('.count').title = text.bytes(grouped(output.bytes));
    write('.saving', saving(output.bytes, this.file.size));
    const others = output.together > 1 ? ` ${text.forSizes(output.together)}` : '';
    write('.ms', `${output.ms < 10 ? withTenths(output.ms) : Math.round(output.ms)} ms${others}`);
    figure.querySelector('.ms').value = output.ms;
    figure.querySelector('.key').append(...withIsolatedParts(`s3://${output.bucket}/${output.key ?? '…'}`));
    if (output.key === undefined) figure.querySelector('.key').title = text.unknownName;
    write('.sha256', output.sha256);
    if (output.thumbhash) write('.thumbhash', `ThumbHash ${base64(output.thumbhash)}`);
    const link = figure.querySelector('.save');
    link.href = url;
    link.download = withoutDirections(output.file.name);
    link.setAttribute('aria-label', text.downloadOf(isolated(link.download)));
    const compare = figure.querySelector('.compare');
    compare.setAttribute('aria-label', text.compareOf(isolated(this.file.name), output.width, output.height));
    const back = () => this.#find(`.output[data-index="${output.index}"] .compare`)?.focus();
    compare.onclick = () => this.#context.compare({ file: this.file, output, url, recipe, back });
    this.#find(`.place[data-index="${output.index}"]`).replaceWith(figure);
    if (this.#focused?.index === output.index) {
      if (this.#find('.card-head').contains(document.activeElement)) figure.querySelector(this.#focused.button).focus();
      this.#focused = undefined;
    }
  }

  #finish({ info, codec, outputs, warnings, isFor }, { bucket, key, recipe }) {
    if (codec) this.#context.keepCodec(codec.name);
    this.job = { file: this.file, info, bucket, key, recipe, outputs, isFor };
    this.#find('.warnings').replaceChildren(
      ...warnings.map(({ kind, message }) => {
        const item = document.createElement('li');
        const detail = Object.assign(document.createElement('span'), { className: 'hint', textContent: message });
        item.dataset.kind = kind;
        item.append(inWords({ kind, message }, info), ' ', detail);
        return item;
      }),
    );
    this.#find('.remark').replaceChildren(...(isFor ? [] : withIsolatedParts(text.leftOut(key))));
    this.#show('ready', text.ready);
    this.#context.say(text.thumbnailsReady(isolated(this.file.name), outputs.length));
    this.element.dispatchEvent(new CustomEvent('thumbox-made', { bubbles: true, detail: this }));
  }

  #fail({ kind = 'trap', maxFileBytes, message: found }) {
    const message = maxFileBytes === undefined ? found : text.photoTooLarge(...sizes(this.file.size, maxFileBytes));
    this.#forgetOutputs();
    this.#find('.warnings').replaceChildren();
    this.#write('.remark', '');
    this.#write('.command', '');
    this.#find('.terminal').hidden = true;
    this.#write('.message', message);
    this.#write('.kind', kind);
    const isDamaged = this.file.size > 0 && ['truncated', 'malformed'].includes(kind);
    this.#find('.rest').hidden = !isDamaged || document.getElementById('tolerant').checked;
    this.#show('error', text.refused);
    this.#context.say(text.refusedBecause(isolated(this.file.name), message));
  }

  /** Shows the buttons that mean something now. One that goes away hands the keyboard on. */
  #setBusy(isBusy) {
    const hadFocus = document.activeElement.closest('.card-head, .failure')?.closest('.card') === this.element;
    this.element.setAttribute('aria-busy', String(isBusy));
    if (!hadFocus) return;
    const isRefused = ['cancelled', 'error'].includes(this.element.dataset.state);
    this.#find(isBusy ? '.cancel' : isRefused ? '.again' : '.remove').focus();
  }

  #show(state, said) {
    this.element.dataset.state = state;
    this.#write('.state', said);
    this.#context.changed();
  }

  #forgetOutputs() {
    const output = document.activeElement.closest('.output');
    if (output && this.element.contains(output)) {
      const button = document.activeElement.classList.contains('save') ? '.save' : '.compare';
      this.#focused = { index: Number(output.dataset.index), button };
      this.#find('.cancel').focus();
    }
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.#find('.outputs').replaceChildren();
  }

  #find(selector) {
    return this.element.querySelector(selector);
  }

  #write(selector, said) {
    this.#find(selector).textContent = said;
  }
}

/** `jpeg, quality 80`, `webp, quality 71, SSIMULACRA2 75.2`, `gif, 12 frames`: the format and what belongs to it. */
function formatInWords({ format, quality, score, frames }) {
  const parts = [format];
  if (quality !== undefined) parts.push(text.ofQuality(quality));
  if (score !== undefined) parts.push(text.ofScore(withTenths(score)));
  if (frames > 1) parts.push(text.frames(frames));
  return parts.join(', ');
}

/** `Loading the AVIF decoder, 354 kB: 40 %` */
function loadingInWords({ name, bytes, fraction }) {
  return text.loadingCodec(FORMATS[name], size(bytes), text.percent(Math.floor(fraction * 100)));
}
