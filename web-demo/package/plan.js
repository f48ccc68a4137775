// What is made of a file: of plain options, or of a recipe for one output that has nothing but these, which the component reads
// itself; or of any other recipe, for which the reader of recipes is loaded.
//
// A plan is `{ targets, limits, maxFileBytes, maxMilliseconds, indexes, total, first, wantsSource, place }`: `targets` are the
// wanted outputs in JSON, `limits` too; `indexes` are their places among all `total` outputs; `first` is the one to be made
// first. `place(made, { source, codec })` gives what is known besides of each output, `{ label, key, bucket }`, once `made` is
// there, and `isFor`; `source` and `codec` are digests.
import { invalidOptions, kindOf, wrongRecipe } from './failure.js';
import { COMPONENT } from './release.js';

/** What plain options have where they do not say. The crate `recipe` has the same for recipes. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
export const MOST_TIME = 30_000;

/** What only recipes have: by one of these an object is a recipe. */
const OF_RECIPES = ['$schema', 'version', 'output', 'outputs', 'defaults', 'limits', 'deletions', 'failed', 'stale', 'upgrade'];

/** Where an output goes, and which uploads it is for: a matter of recipes. */
const OF_DELIVERY = [
  'bucket', 'key', 'cacheControl', 'contentDisposition', 'storageClass', 'tags', 'copyMetadata', 'include', 'exclude', 'widths', 'formats',
];

/** What is given after the options. */
const OF_CALL = ['signal', 'onProgress'];

/** Whether it is a recipe, and not plain options. */
export function isRecipe(what) {
  if (typeof what === 'string') return true;
  if (!isObject(what)) return false;
  const names = Object.keys(what);
  // Patterns alone are a recipe too, for the thumbnail that is made where nothing else is said.
  const arePatterns = names.length > 0 && names.every((name) => ['include', 'exclude'].includes(name));
  return arePatterns || names.some((name) => OF_RECIPES.includes(name));
}

/** A Map is none: its entries are no fields. */
const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';

/** The plan of plain options, or of a list of them. `limits` are plain as well. */
export function planOfOptions(what, limits = {}) {
  if (what === undefined || what === null) {
    throw invalidOptions("no recipe was given; pass options such as { width: 400 }, a recipe's text, or the name of a preset");
  }
  const given = Array.isArray(what) ? what : [what];
  if (given.length === 0) throw invalidOptions('the list of options is empty; pass options for one output or more');
  for (const options of given) {
    if (!isObject(options)) throw invalidOptions(`the options are ${kindOf(options)}; expected an object such as { width: 400 }`);
    const recipes = [...OF_RECIPES, ...OF_DELIVERY].find((name) => name in options || kebab(name) in options);
    if (recipes) throw invalidOptions(`${recipes} is a field of recipes; pass a recipe: { output: { width: 400, ... } }`);
    if (isForEachFormat(options.quality)) {
      throw invalidOptions('quality is an object for several formats, which only recipes have; pass one quality, or a recipe: { output: { ... } }');
    }
    const misplaced = OF_CALL.find((name) => name in options);
    if (misplaced) throw invalidOptions(`${misplaced} belongs to the call: resize(image, options, { ${misplaced} })`);
  }
  const all = given.map(defined);
  if (!isObject(limits)) throw invalidOptions(`limits are ${kindOf(limits)}; expected an object such as { maxPixels: 50_000_000 }`);
  const { maxFileBytes = MAX_FILE_BYTES, ...others } = limits;
  if (!Number.isSafeInteger(maxFileBytes) || maxFileBytes < 1) {
    throw invalidOptions(`maxFileBytes is ${String(maxFileBytes)}; expected a whole number of bytes from 1`);
  }
  return {
    targets: all.map((options) => asJson(inSomeBox(options))),
    limits: asJson(others),
    maxFileBytes,
    maxMilliseconds: MOST_TIME,
    indexes: [...all.keys()],
    total: all.length,
    first: smallest(all),
    wantsSource: false,
    place: () => ({ isFor: true, outputs: [] }),
  };
}

/**
 * The plan of a recipe in fields, as JSON has them, for one output, which says nothing but what the component reads itself; undefined of any other
 * one, and where the bucket is wanted. Nothing is checked here: the component finds mistakes.
 */
export function planOfPlainRecipe(recipe, { bucket, key }) {
  if (!isObject(recipe) || bucket !== undefined) return undefined;
  const { output, outputs = output ?? {}, limits = {}, ...others } = recipe;
  const [options, ...more] = Array.isArray(outputs) ? outputs : [outputs];
  const isForOne = isObject(options) && more.length === 0 && (output === undefined || outputs === output);
  if (!isForOne || !isObject(limits) || Object.keys(others).length > 0) return undefined;
  const isPlain = !OF_DELIVERY.some((name) => kebab(name) in options) && !isForEachFormat(options.quality);
  if (!isPlain || 'max-file-bytes' in limits) return undefined;
  return {
    targets: [JSON.stringify(inSomeBox(options))],
    limits: JSON.stringify(limits),
    maxFileBytes: MAX_FILE_BYTES,
    maxMilliseconds: MOST_TIME,
    indexes: [0],
    total: 1,
    first: smallest([options]),
    wantsSource: false,
    place: () => ({ isFor: true, outputs: [{ key }] }),
  };
}

/** Whether a quality is a short form of recipes, and not one for all formats. */
const isForEachFormat = (quality) => isObject(quality) && !('score' in quality);

/** The options that are there: one that is undefined is not. */
const defined = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** Without a size, in the box of 128 x 128 that recipes have then (request::Target::in_some_box). */
function inSomeBox(options) {
  const hasSize = ['width', 'height', 'scale', 'crop'].some((name) => name in options);
  return hasSize ? options : { width: 128, height: 128, ...options };
}

/** The component knows fields by their names in recipes, and refuses those that it does not know. */
function asJson(fields) {
  // JSON would leave it out without a word.
  const unwritten = Object.entries(fields).find(([, value]) => ['function', 'symbol'].includes(typeof value));
  if (unwritten) throw invalidOptions(`${unwritten[0]} is ${kindOf(unwritten[1])}; expected a value that can be written as JSON`);
  try {
    return JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, value]) => [kebab(name), value])));
  } catch (error) {
    throw invalidOptions(`the options cannot be written as JSON: ${error.message}`);
  }
}

/** `maxBytes` is `max-bytes` in recipes. */
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Whether a recipe looks like the name of a preset. */
const isName = (recipe) => typeof recipe === 'string' && /^[\w-]+$/.test(recipe);

const noPreset = (name, recipes) => ({ message: `"${name}" is no preset; there are ${recipes.presets().map(({ name }) => name).join(', ')}` });

/** The plan of a recipe for an upload. `recipes` are what `loadRecipes()` resolves with. */
export function planOfRecipe(recipes, recipe, { bucket, key }) {
  const { recipe: read, mistake } = recipes.read(recipe);
  if (mistake) throw wrongRecipe(isName(recipe) ? noPreset(recipe, recipes) : mistake);
  const destinations = (known) => recipes.destinations(recipe, { bucket: bucket ?? '', key, ...known });
  const isMade = destinations({}).outputs.map(({ isFor }) => isFor);
  const indexes = [...read.outputs.keys()].filter((index) => isMade[index]);
  return {
    targets: indexes.map((index) => read.outputs[index].target),
    limits: read.limits,
    maxFileBytes: read.maxFileBytes,
    maxMilliseconds: read.maxMilliseconds,
    indexes,
    total: read.outputs.length,
    first: smallest(indexes.map((index) => read.fields.outputs[index])),
    wantsSource: indexes.some((index) => read.outputs[index].namedByReceipt),
    place(made, { source, codec }) {
      const { isFor, outputs } = destinations({
        component: COMPONENT,
        codec,
        source,
        formats: read.outputs.map((_, index) => made[index]?.format ?? null),
        sizes: read.outputs.map((_, index) => (made[index] ? [made[index].width, made[index].height] : null)),
      });
      return {
        isFor,
        outputs: outputs.map((destination, index) => ({
          label: read.outputs[index].label,
          key: destination.key ?? undefined,
          bucket: bucket === undefined ? undefined : destination.bucket,
        })),
      };
    },
  };
}

/** The output with the smallest box, to be seen first; undefined where boxes cannot be compared. */
function smallest(outputs) {
  const areas = outputs.map(({ width, height }) => (width ?? height) * (height ?? width));
  if (areas.some(Number.isNaN)) return undefined;
  return areas.indexOf(Math.min(...areas));
}
