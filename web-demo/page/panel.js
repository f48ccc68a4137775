// The panel for uploads: its elements, which index.html has in a template, and what they say.
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
    this.where = find('where');
    this.error = find('error');
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
    const hint = this.document.querySelector('#drop .hint');
    hint.textContent = hint.textContent.replace('They stay in this browser.', 'They stay in this browser until you upload them.');
    this.document.getElementById('filter').append(new Option('not identical', 'different'));
    this.where.textContent = `A photo that you upload goes to s3://${bucket}, into a folder with a random name; its thumbnails appear in s3://${destination}.`;
  }

  fail(error) {
    this.element.dataset.state = 'error';
    this.error.textContent = `Nothing can be uploaded: ${error.message}`;
  }

  warn(differs) {
    this.warning.hidden = !differs;
  }

  /** How far all uploads are: `views` are those of the cards. */
  showTotal(views) {
    const count = (...states) => views.filter(({ state }) => states.includes(state)).length;
    const open = count('queued', 'running');
    this.all.disabled = count('new', 'cancelled', 'failed') === 0;
    this.stop.hidden = open === 0;
    const begun = views.filter(({ state }) => state !== 'new');
    this.total.hidden = begun.length < 2;
    this.bar.hidden = this.total.hidden || open === 0;
    const bytes = begun.reduce((sum, { size }) => sum + size, 0);
    const sent = begun.reduce((sum, { sent }) => sum + sent, 0);
    this.bar.value = bytes > 0 ? sent / bytes : 0;
    const parts = [
      [count('done'), 'identical'],
      [count('differs'), 'not identical'],
      [count('failed'), 'not uploaded'],
      [count('cancelled'), 'cancelled'],
      [open, 'to go'],
    ].filter(([number]) => number > 0);
    const said = parts.map(([number, what]) => `${number} ${what}`).join(', ');
    const uploads = begun.length === 1 ? '1 upload' : `${begun.length} uploads`;
    this.total.textContent = `${uploads}: ${said}; ${size(sent)} of ${size(bytes)} sent`;
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
      const old = this.figures.childElementCount > 0 ? ' The figures are those of the last answer.' : '';
      this.note.textContent = `There are no figures: ${error.message}. It is asked again.${old}`;
      return;
    }
    this.note.textContent = `${figures.function} in the last ${figures.seconds / 60} minutes. ${figures.note}`;
    const rows = texts(figures).map(([name, text]) => {
      const row = this.document.createElement('div');
      row.append(
        Object.assign(this.document.createElement('dt'), { textContent: name }),
        Object.assign(this.document.createElement('dd'), { textContent: text }),
      );
      return row;
    });
    this.figures.replaceChildren(...rows);
  }
}
