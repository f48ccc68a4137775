// Starts Workers: beside the package, from another origin, and under Trusted Types; and finds out why one does not start.
import { forVite, kindOf, unavailable } from './failure.js';

/** The policy's name, for the directive `trusted-types`. */
const POLICY = 'thumbox';
const REMEDY = "the package's worker.js has to be there, or its address be given as createResizer({ worker })";

/** How many cores there are, as far as the browser says. */
export const cores = () => globalThis.navigator?.hardwareConcurrency ?? 2;

let policy;
/** By its address, the script that imports a Worker of another origin. */
const imports = new Map();

/**
 * A Worker of worker.js. `given` is its address, or a function that returns a Worker; without it, it lies beside this module.
 *
 * Throws a ThumboxError `unavailable`.
 */
export function startWorker(given) {
  if (typeof Worker === 'undefined') {
    throw unavailable(
      'there are no Web Workers here, and this is the package for browsers; Node takes the other one by the condition "node"',
    );
  }
  try {
    if (typeof given === 'function') return checked(given());
    return new Worker(trusted(sameOrigin(addressOf(given))), { type: 'module', name: 'thumbox' });
  } catch (error) {
    throw unavailable(whyRefused(error));
  }
}

/** The address of worker.js. It imports nothing, so bundlers may take it for a file as any other. */
function addressOf(given) {
  if (given === undefined) return new URL('./worker.js', import.meta.url);
  return new URL(given, globalThis.document?.baseURI ?? globalThis.location?.href);
}

/** A browser starts no Worker of another origin. It starts one that imports a script of it, if that allows it (CORS). */
function sameOrigin(url) {
  const isForeign = /^https?:$/.test(url.protocol) && globalThis.location !== undefined && url.origin !== globalThis.location.origin;
  if (!isForeign) return url.href;
  if (!imports.has(url.href)) {
    const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
    imports.set(url.href, URL.createObjectURL(script));
  }
  return imports.get(url.href);
}

function trusted(address) {
  const { trustedTypes } = globalThis;
  if (!trustedTypes) return address;
  try {
    policy ??= trustedTypes.createPolicy(POLICY, { createScriptURL: (url) => url });
  } catch {
    // Not allowed, or there by another copy of this module. Where Trusted Types are not required, that does not matter.
    return address;
  }
  return policy.createScriptURL(address);
}

function checked(worker) {
  if (worker instanceof Worker) return worker;
  throw new TypeError(`worker returned ${kindOf(worker)}; expected a Worker`);
}

function whyRefused(error) {
  // In the words of Chromium and of Firefox.
  if (!/TrustedScriptURL|sink type mismatch/i.test(error.message)) return `its Worker was refused (${error.message}); ${REMEDY}`;
  return `the page requires Trusted Types and does not allow the policy ${POLICY}; add "trusted-types ${POLICY} 'allow-duplicates'" to its Content-Security-Policy`;
}

/** Why a Worker did not start, as far as its script's address tells. `message` is what the browser says, if anything. */
export async function whyNotStarted(given, message) {
  if (message) return `its Worker broke off (${message})`;
  if (typeof given === 'function') return 'the Worker of the function given as worker could not be loaded';
  const url = addressOf(given);
  const response = await fetch(url).catch((error) => ({ error }));
  if (response.error) {
    return `${url.href} could not be fetched (${response.error.message}); there is no network, the page's Content-Security-Policy does not allow it, or another origin does not (CORS)`;
  }
  if (!response.ok) return `${url.href} was answered with status ${response.status}; ${REMEDY}. ${forVite()}`;
  const type = (response.headers.get('Content-Type') ?? '').split(';')[0].trim();
  if (!/javascript|ecmascript/.test(type)) return `${url.href} is ${type || 'of no media type'}, not JavaScript; ${REMEDY}. ${forVite()}`;
  const isForeign = url.origin !== globalThis.location?.origin;
  const sources = isForeign ? `blob: and ${url.origin}` : "'self'";
  return `the browser did not start ${url.href}; the page's Content-Security-Policy needs ${sources} in worker-src${isForeign ? ' and script-src' : ''}`;
}
