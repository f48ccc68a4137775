// Recipes, for resizing and for editors. The work is done by the project's own Rust, web-demo/src, so a page reads,
// writes and names as Lambda and the command line do. It is loaded when it is first asked for.
import init, * as host from './host.js';
import { compile } from './load.js';

let loading;

/** Loads the functions, once. */
export function loadRecipes() {
  loading ??= load();
  // What failed is tried again the next time: the network may be back.
  loading.catch(() => (loading = undefined));
  return loading;
}

async function load() {
  await init({ module_or_path: await compile(new URL('./host_bg.wasm', import.meta.url)) });
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

function asText(recipe) {
  return typeof recipe === 'string' ? recipe : JSON.stringify(recipe);
}
