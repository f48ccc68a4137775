// <thumbox-input>: a file field for plain forms. It shows thumbnails of the photos that are chosen or dropped, and submits
// originals and thumbnails. Importing this file defines it. element.d.ts describes it.
import { invalidOptions } from './failure.js';
import { createResizer } from './index.js';

const STYLE = `
  :host { display: block; }
  label { display: block; padding: 1rem; border: 2px dashed; border-radius: 0.5rem; text-align: center; cursor: pointer; }
  :host(:state(dragging)) label { background: color-mix(in srgb, Highlight 20%, transparent); }
  :host([disabled]) label { opacity: 0.5; cursor: not-allowed; }
  ul { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.5rem 0 0; padding: 0; list-style: none; }
  ul:empty { display: none; }
  li { max-width: 10rem; overflow-wrap: anywhere; font-size: 0.85rem; }
  img { display: block; max-width: 100%; max-height: 8rem; }
`;

/** One for all elements of a page: its Workers serve every one of them. */
let shared;

export class ThumboxInput extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ['disabled', 'multiple', 'required', 'accept', 'label', 'name', 'submit', 'options'];

  /** What makes the thumbnails, such as one whose files lie at other places. */
  static resizer;

  #internals = this.attachInternals();
  #field = Object.assign(document.createElement('input'), { type: 'file', accept: 'image/*' });
  #text = document.createTextNode('Choose photos, or drop them here');
  #list = document.createElement('ul');
  #abort = new AbortController();
  #urls = [];
  #files = [];
  #thumbnails = [];
  #options;
  #isWorking = false;
  /** Whether the element was taken out of its document before all was made. */
  #isDue = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const label = document.createElement('label');
    label.append(this.#text, ' ', this.#field);
    this.#list.setAttribute('aria-live', 'polite');
    root.append(label, this.#list);
    this.#field.addEventListener('change', () => this.#take([...this.#field.files]));
    this.addEventListener('dragover', (event) => this.#onDrag(event, true));
    this.addEventListener('dragleave', (event) => this.#onDrag(event, false));
    this.addEventListener('drop', (event) => {
      this.#onDrag(event, false);
      if (!this.disabled && event.dataTransfer?.files.length > 0) this.#take([...event.dataTransfer.files]);
    });
  }

  /** What is made: plain options, or a list of them, as for `resize`. As an attribute it is JSON. */
  get options() {
    if (this.#options !== undefined) return this.#options;
    try {
      return JSON.parse(this.getAttribute('options') ?? '{}');
    } catch (error) {
      throw invalidOptions(`the attribute options is no JSON (${error.message}); write it as options='{"width": 400}'`);
    }
  }

  set options(value) {
    this.#options = value;
    this.#takeAgain();
  }

  /** The photos that were chosen. */
  get files() {
    return [...this.#files];
  }

  /** The thumbnails of each of them, in their order: `Output[][]`. Empty where there are none yet, or none can be made. */
  get thumbnails() {
    return this.#thumbnails.map((outputs) => [...outputs]);
  }

  get disabled() {
    return this.hasAttribute('disabled');
  }

  connectedCallback() {
    // Moved: `change` is told only of thumbnails that it was not told of.
    if (this.#files.length > 0) this.#take(this.#files, { isTold: this.#isDue });
    else this.#check();
  }

  disconnectedCallback() {
    const isDue = this.#isWorking;
    this.#forget();
    this.#isDue = isDue;
  }

  attributeChangedCallback(name, _, value) {
    if (name === 'label') this.#text.data = value ?? '';
    else if (name === 'accept') this.#field.accept = value ?? 'image/*';
    else if (name === 'required') this.#check();
    else if (name === 'name' || name === 'submit') this.#submit();
    else if (name === 'options') this.#takeAgain();
    else this.#field.toggleAttribute(name, value !== null);
  }

  formDisabledCallback(isDisabled) {
    this.#field.disabled = isDisabled;
  }

  formResetCallback() {
    this.#field.value = '';
    this.#forget();
    this.#files = [];
    this.#thumbnails = [];
    this.#submit();
  }

  #onDrag(event, isOver) {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    if (isOver && !this.disabled) this.#internals.states?.add('dragging');
    else this.#internals.states?.delete('dragging');
  }

  #takeAgain() {
    if (this.#files.length > 0) this.#take(this.#files);
  }

  async #take(files, { isTold = true } = {}) {
    this.#forget();
    this.#files = this.hasAttribute('multiple') ? files : files.slice(0, 1);
    this.#thumbnails = this.#files.map(() => []);
    this.#submit();
    const { signal } = (this.#abort = new AbortController());
    this.#isWorking = true;
    this.#check();
    await Promise.all(this.#files.map((file, index) => this.#make(file, index, signal)));
    if (signal.aborted) return;
    this.#isWorking = false;
    this.#check();
    if (isTold) this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  async #make(file, index, signal) {
    const item = this.#list.appendChild(document.createElement('li'));
    try {
      const resizer = ThumboxInput.resizer ?? (shared ??= createResizer());
      const { outputs } = await resizer.resize(file, this.options, { signal });
      this.#thumbnails[index] = outputs;
      const url = URL.createObjectURL(outputs[0].file);
      this.#urls.push(url);
      item.append(Object.assign(new Image(), { src: url, alt: file.name }));
      this.#submit();
    } catch (error) {
      if (signal.aborted) return;
      item.append(Object.assign(document.createElement('bdi'), { textContent: file.name }), `: ${error.message}`);
      item.dataset.error = error.kind ?? 'error';
    }
  }

  /** Originals under the element's name, thumbnails under that and `-thumbnail`; `submit` says which. */
  #submit() {
    const name = this.getAttribute('name');
    const what = this.getAttribute('submit') ?? 'both';
    const data = new FormData();
    if (name && what !== 'thumbnails') for (const file of this.#files) data.append(name, file);
    if (name && what !== 'originals') for (const { file } of this.#thumbnails.flat()) data.append(`${name}-thumbnail`, file);
    this.#internals.setFormValue(data);
    this.#check();
  }

  #check() {
    const refused = this.#list.querySelector('[data-error]');
    if (refused) this.#internals.setValidity({ customError: true }, refused.textContent, this.#field);
    // A form that is sent now would lack them.
    else if (this.#isWorking) this.#internals.setValidity({ customError: true }, 'The thumbnails are being made', this.#field);
    else if (this.hasAttribute('required') && this.#files.length === 0) {
      this.#internals.setValidity({ valueMissing: true }, 'Choose a photo', this.#field);
    } else this.#internals.setValidity({});
  }

  #forget() {
    this.#abort.abort();
    this.#isWorking = false;
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.#list.replaceChildren();
  }
}

if (!customElements.get('thumbox-input')) customElements.define('thumbox-input', ThumboxInput);
