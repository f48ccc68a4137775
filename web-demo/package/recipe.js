// Recipes, for resizing and for editors. The work is done by the project's own Rust, web-demo/src, so a page reads,
// writes and names as Lambda and the command line do. It is loaded when it is first asked for.
import { invalidOptions } from './failure.js';
import { compile } from './load.js';
import { RECIPES } from './release.js';

let host;
let loading;

/** Loads the functions, once. `wasm` is the module recipes_bg.wasm, where it does not lie beside this file. */
export function loadRecipes({ wasm } = {}) {
  loading ??= load(wasm);
  // What failed is tried again the next time: the network may be back.
  loading.catch(() => (loading = undefined));
  return loading;
}

async function load(wasm = new URL('./recipes_bg.wasm', import.meta.url)) {
  const module = compile(wasm, { name: 'recipes_bg.wasm', digest: RECIPES, option: 'recipes' });
  // The script is fetched meanwhile; the module's failure is told below.
  module.catch(() => {});
  const script = await import('./recipes.js');
  await script.default({ module_or_path: await module });
  host = script;
  return functions;
}

const functions = Object.freeze({
  /** `{ recipe }` of a text in TOML or JSON, of a preset's name or of fields; or `{ mistake }`. */
  read,
  /** `{ text }` in TOML of fields, or `{ mistake }`. */
  write: (fields) => JSON.parse(host.writeRecipe(JSON.stringify(fields))),
  /** Name, description and text of each recipe that is built in. */
  presets: () => JSON.parse(host.presets()),
  /** Where Lambda will store the results of an upload. */
  destinations: (recipe, upload) => JSON.parse(host.destinations(asText(recipe), JSON.stringify(upload))),
  /** The line for a terminal that makes the same. */
  commandLine: (name, recipe) => host.commandLine(name, asText(recipe)),
  /** SHA-256 in hexadecimal, for pages without `crypto.subtle`. */
  sha256: (bytes) => host.sha256(bytes),
});

/** The last answer, in JSON, as many files usually have one recipe. */
let last = { text: undefined, answer: undefined };

function read(recipe) {
  const text = asText(recipe);
  if (text !== last.text) last = { text, answer: host.readRecipe(text) };
  // Parsed each time: callers may change what they get.
  return JSON.parse(last.answer);
}

/** A recipe that nobody changes: its text, or its fields as JSON has them. */
export const fixed = (recipe) => (typeof recipe === 'string' ? recipe : JSON.parse(asText(recipe)));

function asText(recipe) {
  if (typeof recipe === 'string') return recipe;
  try {
    // Nothing, where the object says that it is nothing.
    return JSON.stringify(recipe) ?? 'null';
  } catch (error) {
    throw invalidOptions(`the recipe cannot be written as JSON: ${error.message}`);
  }
}
