// The page's part for the cloud: where uploads go, what is done before, and what the function does. app.js loads it only
// where the page names a signer.
import { connect, isSameRecipe } from './job.js';
import { texts, watch } from './monitor.js';
import { Signer, signerAddress } from './signer.js';
import { UploadView } from './upload-view.js';

/** How many files are on their way at once. */
const AT_ONCE = 3;

/**
 * Starts what the page has for uploads. `recipes` and `resizer` are those of the package. Cards tell of themselves with
 * `thumbox-made` (card.js), also before the signer has answered.
 */
export async function startCloud(document, { recipes, resizer }) {
  const early = [];
  const onMessage = ({ detail: card }) => early.push(card);
  document.addEventListener('thumbox-made', onMessage);
  const panel = new Panel(document);
  try {
    const connected = await connect(new Signer(signerAddress(document)), { recipes, resizer });
    const cloud = new Cloud(panel, connected);
    // Without a job are those that were removed, and those made anew, which will tell again.
    for (const card of early.filter(({ job }) => job)) cloud.attach(card);
    document.addEventListener('thumbox-made', ({ detail: card }) => cloud.attach(card));
  } catch (error) {
    panel.fail(error);
  } finally {
    document.removeEventListener('thumbox-made', onMessage);
  }
}

/** A cloud that the page has found. */
class Cloud {
  #panel;
  #cloud;
  /** The view of each card. */
  #views = new Map();

  constructor(panel, cloud) {
    this.#panel = panel;
    this.#cloud = cloud;
    panel.show(cloud.config);
    panel.all.addEventListener('click', () => this.uploadAll());
    panel.use.addEventListener('click', () => panel.putRecipe(cloud.config));
    // The page begins with what the cloud makes, unless a link says something else.
    if (!panel.document.location.hash) panel.putRecipe(cloud.config);
    if (cloud.config.monitor) panel.watch(cloud.signer);
    // Who removes a card does not want its photo uploaded.
    new MutationObserver(() => this.#forget()).observe(panel.cards, { childList: true });
  }

  /** Lets a card's file be uploaded. A card that makes something else now keeps what is known of its upload. */
  attach(card) {
    const known = this.#views.get(card);
    if (known) card.slot.append(known.element);
    else this.#views.set(card, new UploadView(card.slot, card.file, this.#cloud, () => ({ shrink: this.#panel.side() })));
    this.#panel.all.disabled = false;
    const { recipe } = this.#cloud.recipes.read(card.job.recipe);
    this.#panel.warn(!isSameRecipe(recipe, this.#cloud.read));
  }

  /** Uploads what has not been. */
  async uploadAll() {
    const waiting = [...this.#views.values()].filter(({ state }) => !['running', 'done'].includes(state));
    const work = async () => {
      while (waiting.length > 0) await waiting.shift().upload();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  #forget() {
    for (const [card, view] of this.#views) {
      if (card.element.isConnected) continue;
      view.abort();
      this.#views.delete(card);
    }
    this.#panel.all.disabled = this.#views.size === 0;
  }
}

/** The elements, which index.html has in a template. */
class Panel {
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
    this.shrink = find('shrink');
    this.size = find('side');
    this.monitor = find('monitor');
    this.figures = find('figures');
    this.note = find('note');
  }

  show({ bucket, destination }) {
    const hint = this.document.querySelector('#drop .hint');
    hint.textContent = hint.textContent.replace('They stay in this browser.', 'They stay in this browser until you upload them.');
    this.where.textContent = `A photo that you upload goes to s3://${bucket}, into a folder with a random name; its thumbnails appear in s3://${destination}.`;
  }

  fail(error) {
    this.element.dataset.state = 'error';
    this.error.textContent = `Nothing can be uploaded: ${error.message}`;
  }

  warn(differs) {
    this.warning.hidden = !differs;
  }

  /** Puts the function's recipe into the page's editor, as if somebody had written it there. */
  putRecipe({ recipe, bucket, prefix }) {
    const values = Object.entries({ text: recipe, bucket, folder: prefix });
    const fields = values.map(([name, value]) => Object.assign(this.document.getElementById(name), { value }));
    for (const field of fields) field.dispatchEvent(new Event('input', { bubbles: true }));
    // And had left it: nothing more is made by the recipe before.
    fields.at(-1).dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** The side of the square that photos are made to fit before, or undefined. */
  side() {
    const side = Number(this.size.value);
    return this.shrink.checked && side >= 1 ? Math.min(Math.floor(side), 16384) : undefined;
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
    const said = figures && `${figures.function} in the last ${figures.seconds / 60} minutes. ${figures.note}`;
    this.note.textContent = error ? error.message : said;
    if (error) return;
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
