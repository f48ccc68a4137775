// What a photo's card says of its way through the cloud: a button, progress, and a mark for each thumbnail.
import { run } from './job.js';
import { text } from './language.js';
import { isolated, size, withIsolatedParts, withTenths } from './words.js';

/** The part of a card that uploads its file. */
export class UploadView {
  /** Bytes of the file, and how many of them are sent. */
  size;
  sent = 0;
  /** Whether leaving the page would lose something. */
  isSending = false;
  #stop;
  #card;
  #cloud;
  #options;
  #onChange;
  #urls = [];
  /** The thumbnails that are waited for, with what is known of each. */
  #expected = [];

  /**
   * For a card, whose slot `element` belongs into. `options()` gives what `run` of job.js takes, when an upload begins;
   * `onChange` is called when its state, or what is sent, has changed.
   */
  constructor(card, cloud, { options, onChange }) {
    this.#card = card;
    this.#cloud = cloud;
    this.#options = options;
    this.#onChange = onChange;
    this.size = card.file.size;
    const create = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
    const name = isolated(card.file.name);
    this.start = create('button', { type: 'button', className: 'button small' });
    this.cancel = create('button', { type: 'button', className: 'button small', textContent: text.cancel, hidden: true });
    this.cancel.setAttribute('aria-label', text.cancelUploadOf(name));
    this.bar = create('progress', { hidden: true, max: 1, value: 0, ariaLabel: text.uploadOf(name) });
    // Not in the status, which is read out whenever it changes. The bar says the same to those who ask.
    this.percent = create('span', { className: 'upload-percent', ariaHidden: 'true' });
    this.status = create('p', { className: 'upload-status' });
    this.marks = create('ul', { className: 'upload-marks' });
    this.element = create('div', { className: 'upload-view' });
    this.element.dataset.state = 'new';
    this.element.append(this.start, this.cancel, this.bar, this.percent, this.status, this.marks);
    this.#callStart(text.upload);
    this.start.addEventListener('click', () => {
      this.status.setAttribute('role', 'status');
      this.upload();
    });
    this.cancel.addEventListener('click', () => this.abort());
  }

  /** `new`, `queued`, `running`, `done`, `differs`, `cancelled` or `failed`. */
  get state() {
    return this.element.dataset.state;
  }

  /** Ends what runs, and what waits for its turn. */
  abort() {
    if (this.state === 'queued') this.#end('cancelled', text.cancelled);
    this.#stop?.abort();
  }

  /** Ends what runs, and gives up all that the browser keeps for it. */
  dispose() {
    this.abort();
    this.#forgetPictures();
  }

  /** Says that it waits for its turn; false where there is nothing to upload. */
  queue() {
    if (['queued', 'running', 'done', 'differs'].includes(this.state)) return false;
    this.isSending = true;
    this.#clear();
    // Of many, the end of all is read out.
    this.status.removeAttribute('role');
    this.status.textContent = text.waitingForTurn;
    this.#show('queued');
    return true;
  }

  /** Uploads the file, unless it was cancelled while it waited, or its button was pressed. */
  async uploadQueued() {
    if (this.state === 'queued') await this.upload();
  }

  /** Uploads the file, unless that is being done, and shows what comes of it. Never rejects. */
  async upload() {
    if (this.state === 'running') return;
    const stop = new AbortController();
    this.#stop = stop;
    const { signal } = stop;
    this.isSending = true;
    this.#clear();
    this.#show('running');
    try {
      const onState = (state) => this.#tell(state);
      const { outcomes } = await run(this.#card.file, this.#cloud, { ...this.#options(), signal, onState });
      const identical = outcomes.filter(({ state }) => state === 'identical').length;
      const counted = text.identicalCount(identical, outcomes.length);
      this.#end(identical === outcomes.length ? 'done' : 'differs', counted);
    } catch (error) {
      if (signal.aborted) this.#end('cancelled', text.cancelled);
      else this.#end('failed', text.notUploaded(error.message));
    }
  }

  #clear() {
    this.sent = 0;
    this.#forgetPictures();
    this.marks.replaceChildren();
  }

  #end(state, said) {
    this.isSending = false;
    // A reason may have the key in it.
    this.status.replaceChildren(...withIsolatedParts(said));
    this.#show(state);
  }

  #show(state) {
    const isOpen = ['queued', 'running'].includes(state);
    const hasFocus = this.element.contains(document.activeElement);
    this.element.dataset.state = state;
    this.percent.textContent = '';
    this.start.hidden = isOpen;
    this.#callStart(['done', 'differs'].includes(state) ? text.uploadAgain : text.tryAgain);
    this.cancel.hidden = !isOpen;
    this.bar.hidden = state !== 'running';
    this.bar.removeAttribute('value');
    // A button that is hidden would take it away.
    if (hasFocus) (isOpen ? this.cancel : this.start).focus();
    this.#onChange();
  }

  #callStart(name) {
    this.start.textContent = name;
    this.start.setAttribute('aria-label', text.buttonOf(name, isolated(this.#card.file.name)));
  }

  #tell({ state, loaded, total, attempt, ms, error, expected, index, outcome }) {
    if (state === 'preparing') this.status.textContent = text.preparing;
    if (state === 'signing') this.status.textContent = text.signing;
    this.percent.textContent = state === 'sending' ? text.percent(Math.floor((100 * loaded) / total)) : '';
    if (state === 'sending') {
      this.bar.value = loaded / total;
      this.size = total;
      this.sent = loaded;
      if (loaded === 0) this.status.textContent = text.sending;
    }
    if (state === 'waiting') {
      this.bar.removeAttribute('value');
      this.status.textContent = text.nextAttempt(error.message, attempt + 1, withTenths(ms / 1000));
    }
    if (state === 'comparing') {
      this.bar.removeAttribute('value');
      this.sent = this.size;
      this.isSending = false;
      this.status.textContent = text.comparing;
      this.#expected = expected.map((output) => ({ ...output, state: 'waiting' }));
      this.marks.replaceChildren(...expected.map((output) => this.#mark(output)));
      this.#card.showStored(this.#expected);
    }
    if (state === 'outcome') {
      this.#judge(this.marks.children[index], outcome);
      this.#expected[index].state = outcome.state;
      this.#card.showStored(this.#expected);
    }
    this.#onChange();
  }

  /** The line of one thumbnail. Its picture is there where the card shows another one. */
  #mark({ label, bucket, key, file, sha256, width, height, format }) {
    const item = document.createElement('li');
    const mark = Object.assign(document.createElement('strong'), { textContent: text.marks.waiting });
    const name = document.createElement('code');
    name.append(...withIsolatedParts(`s3://${bucket}/${key}`));
    item.dataset.state = 'waiting';
    item.title = label;
    if (!this.#card.shows(sha256)) {
      const what = `${width} × ${height} ${format}, ${size(file.size)}`;
      const url = URL.createObjectURL(file);
      this.#urls.push(url);
      const image = Object.assign(new Image(), { src: url, alt: text.whatIsCompared(what) });
      const caption = Object.assign(document.createElement('span'), { textContent: text.comparedWith(what) });
      item.append(image, caption, ' ');
    }
    item.append(mark, ' ', name);
    return item;
  }

  #judge(item, outcome) {
    item.dataset.state = outcome.state;
    item.querySelector('strong').textContent = text.marks[outcome.state];
    const details = outcome.state === 'differs' ? outcome.differences.map(difference) : [outcome.message ?? ''];
    for (const detail of details.filter(Boolean)) {
      item.append(Object.assign(document.createElement('p'), { textContent: detail }));
    }
  }

  #forgetPictures() {
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
  }
}

/** A difference in words. */
function difference({ what, expected, found }) {
  return text.difference(text.differences[what], found, expected);
}
