// Thumbnails in the browser, byte for byte those of AWS Lambda and of the command line. The component runs in Workers;
// nothing is loaded before it is asked for, and no file leaves the page. index.d.ts describes what is exported.
import { fileTooLarge, wrongRecipe } from './failure.js';
import { compile } from './load.js';
import { Pool } from './pool.js';
import { loadRecipes } from './recipe.js';
import { COMPONENT } from './release.js';

export { ThumboxError } from './failure.js';
export { loadRecipes };

/** Each Worker holds one picture. More of them than this would need memory rather than save time. */
const MOST_WORKERS = 8;

/** Milliseconds for what no recipe limits. It is what recipes have where they do not say (recipe::MAX_TIME). */
const MOST_TIME = 30_000;

/** A `Resizer`, whose Workers are started when there is work for them, or by `ready()`. */
export function createResizer(options) {
  return new Resizer(options);
}

class Resizer {
  #pool;

  /** The digest of the component. */
  component = COMPONENT;

  constructor({ workers = Math.min(globalThis.navigator?.hardwareConcurrency ?? 2, MOST_WORKERS) } = {}) {
    const load = () => compile(new URL('./resizer.core.wasm', import.meta.url));
    this.#pool = new Pool(Math.max(1, workers), load);
  }

  async ready() {
    await Promise.all([loadRecipes(), this.#pool.run({ warm: true }, { limit: MOST_TIME })]);
  }

  probe(file, { signal } = {}) {
    return this.#pool.run({ file }, { signal, limit: MOST_TIME });
  }

  async resize(file, recipe, { signal, onProgress, bucket, key = file.name ?? '' } = {}) {
    const recipes = await loadRecipes();
    signal?.throwIfAborted();
    const { recipe: read, mistake } = recipes.read(recipe);
    if (mistake) throw wrongRecipe(mistake);
    if (file.size > read.maxFileBytes) throw fileTooLarge(file.size, read.maxFileBytes);

    const isMade = recipes.destinations(recipe, { bucket: bucket ?? '', key }).outputs.map(({ isFor }) => isFor);
    const wanted = [...read.outputs.keys()].filter((index) => isMade[index]);
    const outputs = [];
    let info;
    let source;
    const place = () => {
      const made = read.outputs.map((_, index) => outputs[index]);
      return recipes.destinations(recipe, {
        bucket: bucket ?? '',
        key,
        component: COMPONENT,
        source,
        formats: made.map((output) => output?.format ?? null),
        sizes: made.map((output) => (output ? [output.width, output.height] : null)),
      });
    };
    const onMessage = (message) => {
      if (!message.output) {
        ({ info, source } = message);
        onProgress?.({ info, made: 0, total: wanted.length, indexes: wanted });
        return;
      }
      const { data } = message;
      const output = { ...message.output, index: wanted[message.output.index] };
      outputs[output.index] = output;
      const destination = place().outputs[output.index];
      Object.assign(output, {
        blob: new Blob([data], { type: `image/${output.format}` }),
        bytes: data.length,
        sha256: output.sha256 ?? recipes.sha256(data),
        label: read.outputs[output.index].label,
        key: destination.key ?? undefined,
        bucket: bucket === undefined ? undefined : destination.bucket,
      });
      onProgress?.({ info, output, made: outputs.filter(Boolean).length, total: wanted.length, indexes: wanted });
    };
    if (wanted.length === 0) {
      onProgress?.({ made: 0, total: 0, indexes: wanted });
      return { outputs, warnings: [], isFor: false };
    }
    const request = {
      file,
      targets: wanted.map((index) => read.outputs[index].target),
      limits: read.limits,
      first: smallest(wanted.map((index) => read.fields.outputs[index])),
      wantsSource: wanted.some((index) => read.outputs[index].namedByReceipt),
    };
    const { warnings } = await this.#pool.run(request, { signal, limit: read.maxMilliseconds, onMessage });
    return { info, outputs: outputs.filter(Boolean), warnings, isFor: place().isFor };
  }

  close() {
    this.#pool.close(new DOMException('the resizer was closed', 'AbortError'));
  }
}

/** The output with the smallest box, to be seen first; undefined where boxes cannot be compared. */
function smallest(outputs) {
  const areas = outputs.map(({ width, height }) => (width ?? height) * (height ?? width));
  if (areas.some(Number.isNaN)) return undefined;
  return areas.indexOf(Math.min(...areas));
}
