// The page's part for the cloud: where uploads go, what is done before, and what the function does. app.js loads it only
// where the page names a signer.
import { connect, isSameRecipe, places } from './job.js';
import { text } from './language.js';
import { Panel } from './panel.js';
import { Signer, signerAddress } from './signer.js';
import { UploadView } from './upload-view.js';

/** How many files are on their way at once. */
const AT_ONCE = 3;

/**
 * Starts what the page has for uploads. `recipes` and `resizer` are those of the package; `announce` has a text read
 * out, and `changed` is called when something about an upload has changed. Cards tell of themselves with `thumbox-made`
 * (card.js), also before the signer has answered.
 */
export async function startCloud(document, { recipes, resizer, announce, changed }) {
  const early = new Set();
  const onMessage = ({ detail: card }) => early.add(card);
  document.addEventListener('thumbox-made', onMessage);
  const panel = new Panel(document);
  const connected = await untilConnected(panel, new Signer(signerAddress(document)), { recipes, resizer });
  document.removeEventListener('thumbox-made', onMessage);
  const cloud = new Cloud(panel, connected, { announce, changed });
  // Without a job are those that were removed, and those made anew, which will tell again.
  for (const card of early) if (card.job) cloud.attach(card);
  document.addEventListener('thumbox-made', ({ detail: card }) => cloud.attach(card));
}

/** As `connect`, with `isLate` where somebody has worked with the page meanwhile. */
async function untilConnected(panel, signer, tools) {
  for (let isLate = false; ; isLate = true) {
    try {
      const cloud = await connect(signer, tools);
      if (isLate) panel.recover();
      return { ...cloud, isLate };
    } catch (error) {
      await panel.fail(error);
    }
  }
}

/** A cloud that the page has found. */
class Cloud {
  #panel;
  #cloud;
  /** The view of each card. */
  #views = new Map();
  #announce;
  #onChange;
  #isDue = false;
  /** Asks whoever leaves the page while something is sent. Registered only then: it keeps browsers from caching the page. */
  #onLeaving = (event) => event.preventDefault();

  constructor(panel, cloud, { announce, changed }) {
    this.#panel = panel;
    this.#announce = announce;
    this.#onChange = changed;
    this.#cloud = cloud;
    panel.show(cloud.config);
    panel.all.addEventListener('click', () => this.uploadAll());
    panel.stop.addEventListener('click', () => this.#views.forEach((view) => view.abort()));
    panel.use.addEventListener('click', () => panel.putRecipe(cloud.config));
    // The page begins with what the cloud makes, unless a link says something else, or somebody has chosen meanwhile.
    panel.putPlace(cloud.config, { withRecipe: !panel.document.location.hash && !cloud.isLate });
    if (cloud.config.monitor) panel.watch(cloud.signer);
    // Who removes a card does not want its photo uploaded.
    new MutationObserver(() => this.#forget()).observe(panel.cards, { childList: true });
  }

  /** Lets a card's file be uploaded. A card that makes something else now keeps what is known of its upload. */
  attach(card) {
    let view = this.#views.get(card);
    if (!view) {
      view = new UploadView(card, this.#cloud, {
        options: () => ({ shrink: this.#panel.shrink.side() }),
        onChange: () => this.#changed(),
      });
      this.#views.set(card, view);
    }
    card.slot.append(view.element);
    const { recipe } = this.#cloud.recipes.read(card.job.recipe);
    const isSame = isSameRecipe(recipe, this.#cloud.read);
    this.#panel.warn(!isSame);
    // What the cloud stores is what is compared: a card of another recipe names no key.
    if (isSame) card.showPlaces(places(card.job, this.#cloud));
    else card.showPlaces(card.job.outputs.map(() => ({ place: text.notOfCloud })));
    this.#changed();
  }

  /** Uploads what has not been. */
  async uploadAll() {
    try {
      this.#panel.shrink.side();
    } catch {
      return this.#panel.shrink.focus();
    }
    const waiting = [...this.#views.values()].filter((view) => view.queue());
    const work = async () => {
      while (waiting.length > 0) await waiting.shift().uploadQueued();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#panel.showTotal([...this.#views.values()]);
    this.#announce(this.#panel.total.textContent);
  }

  #changed() {
    // 200 uploads change many times between two frames.
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      const views = [...this.#views.values()];
      this.#panel.showTotal(views);
      this.#onChange();
      const isSending = views.some((view) => view.isSending);
      if (isSending) window.addEventListener('beforeunload', this.#onLeaving);
      else window.removeEventListener('beforeunload', this.#onLeaving);
    });
  }

  #forget() {
    for (const [card, view] of this.#views) {
      if (card.element.isConnected) continue;
      view.dispose();
      this.#views.delete(card);
    }
    this.#changed();
  }
}
