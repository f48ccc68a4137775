// Runs the component. What concerns pictures happens inside it; this file moves bytes in and out.
// The messages are described in web-demo/src/answer.rs.
import { instantiate } from './resizer/resizer.js';

/** The core modules by name, each fetched and compiled once: promises of WebAssembly.Module. */
const modules = {};
const getCoreModule = (name) => (modules[name] ??= load(new URL(`./resizer/${name}`, import.meta.url)));

onmessage = async ({ data: { image, target, options } }) => {
  // JSON has no BigInt, so the one number of 64 bits comes as a text.
  if (options.maxWork !== undefined) options.maxWork = BigInt(options.maxWork);
  try {
    const start = performance.now();
    // An instance of its own for every picture: nothing survives from one to the next, not even a trap.
    const { resizer } = await instantiate(getCoreModule, {});
    const { outputs, warnings } = resizer.resize(new Uint8Array(image), [target], options);
    const ms = performance.now() - start;
    const [{ data, thumbhash, ...output }] = outputs;
    const hash = thumbhash && btoa(String.fromCharCode(...thumbhash));
    postMessage({ answer: { output: { ...output, thumbhash: hash, warnings, ms } }, data }, [data.buffer]);
  } catch (error) {
    postMessage({ answer: { error: reason(error) } });
  }
};

// The first instance is only a test: after it everything is fetched, and it is known to work in this browser.
try {
  await instantiate(getCoreModule, {});
  postMessage({ answer: 'ready' });
} catch (error) {
  postMessage({ answer: { error: { tag: 'unavailable', message: String(error) } } });
}

async function load(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} has status ${response.status}`);
  // Not compileStreaming: it refuses the file where a server does not know the media type of WebAssembly.
  return WebAssembly.compile(await response.arrayBuffer());
}

/** The component's own errors are thrown as the contract's variant; an Error is a bug in it, or here. */
function reason(error) {
  if (error instanceof Error) return { tag: 'trap', message: String(error) };
  // Only `truncated` carries more than a sentence, and that is of use for `probe` alone.
  return { tag: error.tag, message: error.val.message ?? error.val };
}
