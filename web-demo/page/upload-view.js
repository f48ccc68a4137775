// What a photo's card says of its way through the cloud: a button, progress, and a mark for each thumbnail.
import { run } from './job.js';

/** What an outcome is in a word, and its mark. */
const MARKS = { identical: 'identical ✓', differs: 'differs ✗', failed: 'no thumbnail ✗', missing: 'not there ✗' };
const WHAT = { component: 'another component', recipe: 'another recipe', bytes: 'another size', sha256: 'other bytes' };

/** The part of a card that uploads its file. */
export class UploadView {
  #stop;
  #cloud;
  #file;
  #options;

  /** Fills `slot`. `options()` gives what `run` of job.js takes, when an upload begins. */
  constructor(slot, file, cloud, options) {
    this.#file = file;
    this.#cloud = cloud;
    this.#options = options;
    const document = slot.ownerDocument;
    const create = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
    this.start = create('button', { type: 'button', className: 'button small', textContent: 'Upload' });
    this.cancel = create('button', { type: 'button', className: 'button small', textContent: 'Cancel', hidden: true });
    this.bar = create('progress', { hidden: true, max: 1, value: 0, ariaLabel: `Upload of ${file.name}` });
    // Not in the status, which is read out whenever it changes. The bar says the same to those who ask.
    this.percent = create('span', { className: 'upload-percent', ariaHidden: 'true' });
    this.status = create('p', { className: 'upload-status' });
    this.status.setAttribute('role', 'status');
    this.marks = create('ul', { className: 'upload-marks' });
    this.element = create('div', { className: 'upload-view' });
    this.element.dataset.state = 'new';
    this.element.append(this.start, this.cancel, this.bar, this.percent, this.status, this.marks);
    this.start.addEventListener('click', () => this.upload());
    this.cancel.addEventListener('click', () => this.abort());
    slot.append(this.element);
  }

  /** `new`, `running`, `done`, `cancelled` or `failed`. */
  get state() {
    return this.element.dataset.state;
  }

  /** Ends what runs. */
  abort() {
    this.#stop?.abort();
  }

  /** Uploads the file, unless that is being done, and shows what comes of it. Never rejects. */
  async upload() {
    if (this.state === 'running') return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#show('running');
    this.marks.replaceChildren();
    try {
      const onState = (state) => this.#tell(state);
      const { outcomes } = await run(this.#file, this.#cloud, { ...this.#options(), signal, onState });
      const identical = outcomes.filter(({ state }) => state === 'identical').length;
      this.status.textContent = `${identical} of ${outcomes.length} ${outcomes.length === 1 ? 'thumbnail is' : 'thumbnails are'} identical`;
      this.#show(identical === outcomes.length ? 'done' : 'failed');
    } catch (error) {
      const cancelled = signal.aborted;
      this.status.textContent = cancelled ? 'Cancelled' : `Not uploaded: ${error.message}`;
      this.#show(cancelled ? 'cancelled' : 'failed');
    }
  }

  #show(state) {
    const running = state === 'running';
    const hasFocus = this.element.contains(this.element.ownerDocument.activeElement);
    this.element.dataset.state = state;
    this.percent.textContent = '';
    this.start.hidden = running;
    this.start.textContent = state === 'done' ? 'Upload again' : 'Try again';
    this.cancel.hidden = !running;
    this.bar.hidden = !running;
    this.bar.removeAttribute('value');
    // A button that is hidden would take it away.
    if (hasFocus) (running ? this.cancel : this.start).focus();
  }

  #tell({ state, loaded, total, attempt, ms, error, expected, index, outcome }) {
    if (state === 'preparing') this.status.textContent = 'Preparing…';
    if (state === 'signing') this.status.textContent = 'Asking for a signature…';
    this.percent.textContent = state === 'sending' ? `${Math.floor((100 * loaded) / total)} %` : '';
    if (state === 'sending') {
      this.bar.value = loaded / total;
      if (loaded === 0) this.status.textContent = 'Uploading…';
    }
    if (state === 'waiting') {
      this.bar.removeAttribute('value');
      this.status.textContent = `${error.message}. Attempt ${attempt + 1} in ${(ms / 1000).toFixed(1)} s`;
    }
    if (state === 'comparing') {
      this.bar.removeAttribute('value');
      this.status.textContent = 'Uploaded. Waiting for the thumbnails…';
      this.marks.replaceChildren(...expected.map((output) => this.#mark(output)));
    }
    if (state === 'outcome') this.#judge(this.marks.children[index], outcome);
  }

  /** The line of one thumbnail. */
  #mark({ label, key }) {
    const document = this.element.ownerDocument;
    const item = document.createElement('li');
    const mark = Object.assign(document.createElement('strong'), { textContent: 'waiting…' });
    const name = Object.assign(document.createElement('code'), { textContent: key });
    item.dataset.state = 'waiting';
    item.title = label;
    item.append(mark, ' ', name);
    return item;
  }

  #judge(item, outcome) {
    item.dataset.state = outcome.state;
    item.querySelector('strong').textContent = MARKS[outcome.state];
    const details = outcome.state === 'differs' ? outcome.differences.map(difference) : [outcome.message ?? ''];
    for (const text of details.filter(Boolean)) {
      item.append(Object.assign(this.element.ownerDocument.createElement('p'), { textContent: text }));
    }
  }
}

/** A difference in words. */
function difference({ what, expected, found }) {
  return `${WHAT[what]}: ${found} in the cloud, ${expected} here`;
}
