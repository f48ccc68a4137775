// The panel for uploads: its elements, which index.html has in a template, and what they say.
import { text } from './language.js';
import { texts, watch } from './monitor.js';
import { Shrink } from './shrink.js';
import { size } from './words.js';

export class Panel {
  constructor(document) {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'cloud.css' }));
    const template = document.querySelector('#cloud-template');
    template.after(template.content.cloneNode(true));
    this.document = document;
    this.element = document.querySelector('#cloud');
    this.cards = document.querySelector('#cards');
    const find = (name) => this.element.querySelector(`[data-part="${name}"]`);
    this.title = this.element.querySelector('h2');
    this.where = find('where');
    this.error = find('error');
    this.again = find('again');
    this.warning = find('warning');
    this.use = find('use');
    this.all = find('all');
    this.stop = find('stop');
    this.total = find('total');
    this.bar = find('bar');
    this.shrink = new Shrink({ check: find('shrink'), field: find('side'), mistake: find('shrink-mistake') });
    this.monitor = find('monitor');
    this.figures = find('figures');
    this.note = find('note');
  }

  show({ bucket, destination }) {
    this.document.querySelector('#drop .hint').textContent = text.stayUntilUploaded;
    this.document.getElementById('filter').append(new Option(text.showDifferent, 'different'));
    this.where.textContent = text.whereTo(bucket, destination);
  }

  /** Says why there are no uploads, and waits until somebody asks for them again. */
  fail(error) {
    this.element.dataset.state = 'error';
    this.error.textContent = text.noUploads(error.message);
    this.again.hidden = false;
    return new Promise((resolve) => this.again.addEventListener('click', resolve, { once: true }));
  }

  /** There are uploads after all. */
  recover() {
    const hadFocus = this.document.activeElement === this.again;
    delete this.element.dataset.state;
    this.error.textContent = '';
    this.again.hidden = true;
    if (hadFocus) this.title.focus();
  }

  warn(differs) {
    this.warning.hidden = !differs;
  }

  /** How far all uploads are: `views` are those of the cards. */
  showTotal(views) {
    const count = (...states) => views.filter(({ state }) => states.includes(state)).length;
    const open = count('queued', 'running');
    this.#offer({ canStart: count('new', 'cancelled', 'failed') > 0, canStop: open > 0 });
    const begun = views.filter(({ state }) => state !== 'new');
    this.total.hidden = begun.length < 2;
    this.bar.hidden = this.total.hidden || open === 0;
    const bytes = begun.reduce((sum, { size }) => sum + size, 0);
    const sent = begun.reduce((sum, { sent }) => sum + sent, 0);
    this.bar.value = bytes > 0 ? sent / bytes : 0;
    const parts = [
      [count('done'), text.uploadCounts.done],
      [count('differs'), text.uploadCounts.differs],
      [count('failed'), text.uploadCounts.failed],
      [count('cancelled'), text.uploadCounts.cancelled],
      [open, text.uploadCounts.open],
    ].filter(([number]) => number > 0);
    const said = parts.map(([number, what]) => `${number} ${what}`).join(', ');
    this.total.textContent = text.uploadTotal(begun.length, said, size(sent), size(bytes));
  }

  /** Offers what is of use now. A button that goes away hands the keyboard on. */
  #offer({ canStart, canStop }) {
    const { activeElement } = this.document;
    this.all.disabled = !canStart;
    this.stop.hidden = !canStop;
    const isLost = (activeElement === this.all && !canStart) || (activeElement === this.stop && !canStop);
    if (!isLost) return;
    if (canStop) this.stop.focus();
    else if (canStart) this.all.focus();
    else this.title.focus();
  }

  /** Says in the page's editor where uploads go, which is not the editor's to choose, and puts the recipe there if wanted. */
  putPlace({ recipe, bucket, prefix }, { withRecipe }) {
    for (const id of ['bucket', 'folder']) this.document.getElementById(id).readOnly = true;
    this.#put({ ...(withRecipe && { text: recipe }), bucket, folder: prefix });
  }

  /** Puts the function's recipe into the page's editor, as if somebody had written it there. */
  putRecipe({ recipe }) {
    this.#put({ text: recipe });
  }

  #put(texts) {
    const values = Object.entries(texts);
    const fields = values.map(([name, value]) => Object.assign(this.document.getElementById(name), { value }));
    for (const field of fields) field.dispatchEvent(new Event('input', { bubbles: true }));
    // And had left it: nothing more is made by the recipe before.
    fields.at(-1).dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** Shows the function's figures while the page and this part of it are visible. */
  watch(signer) {
    const seen = new EventTarget();
    const changed = () => seen.dispatchEvent(new Event('change'));
    this.monitor.hidden = false;
    this.monitor.addEventListener('toggle', changed);
    this.document.addEventListener('visibilitychange', changed);
    const isSeen = () => this.monitor.open && this.document.visibilityState === 'visible';
    watch({ ask: (signal) => signer.monitor(signal), show: (answer) => this.tell(answer), isSeen, seen });
  }

  tell({ figures, error }) {
    this.figures.dataset.state = error ? 'old' : 'current';
    if (error) {
      const old = this.figures.childElementCount > 0 ? ` ${text.oldFigures}` : '';
      this.note.textContent = text.noFigures(error.message) + old;
      return;
    }
    this.note.textContent = `${text.lately(figures.function, figures.seconds / 60)} ${figures.note}`;
    const rows = texts(figures).map(([name, value]) => {
      const row = this.document.createElement('div');
      row.append(
        Object.assign(this.document.createElement('dt'), { textContent: name }),
        Object.assign(this.document.createElement('dd'), { textContent: value }),
      );
      return row;
    });
    this.figures.replaceChildren(...rows);
  }
}
